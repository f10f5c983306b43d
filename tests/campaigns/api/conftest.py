"""Workspaces, callers and campaigns for the API's tests."""

import pytest

from contacts.models import Contact
from tests.campaigns.api.client import Caller
from tests.factories.contacts import make_contacts
from tests.factories.messaging import make_sender
from tests.factories.workspaces import make_api_key, make_workspace
from workspaces.models import Workspace

STEPS = [
    {"type": "email", "subject": "Hello {{firstName}}", "body": "<p>Welcome!</p>"},
    {"type": "wait", "duration": {"value": 2, "unit": "days"}},
    {"type": "email", "subject": "Still there?", "body": "Reply, and we talk.\n\nYours"},
]


@pytest.fixture
def acme(db) -> Workspace:
    return make_workspace("acme-corp")


@pytest.fixture
def api(acme) -> Caller:
    """A key of acme with every scope."""
    return Caller(make_api_key(acme)[1])


@pytest.fixture
def people(acme) -> list[Contact]:
    """Three contacts of acme."""
    return make_contacts(acme, 3)


@pytest.fixture
def sender(acme) -> None:
    """Acme's default sender."""
    make_sender(acme, is_default=True)


@pytest.fixture
def draft(api) -> str:
    """The id of a draft without a flow."""
    answer = api.post("/campaigns", {"workspace_slug": "acme-corp", "name": "Q4 Outreach", "goal": "lead_gen"})
    campaign_id: str = answer.json()["data"]["id"]
    return campaign_id


@pytest.fixture
def ready(api, draft, people, sender) -> str:
    """The id of a draft that can be started."""
    assert api.patch(f"/campaigns/{draft}", {"sequence": STEPS}).status_code == 200
    return draft


@pytest.fixture
def running(api, ready) -> str:
    """The id of a campaign that was started."""
    assert api.post(f"/campaigns/{ready}/send", {"action": "start"}).status_code == 200
    return ready
