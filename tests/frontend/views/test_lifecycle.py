"""What else is done to a whole campaign: offered where its status allows it, by the services, to editors."""

import pytest
from django.test import Client

from campaigns.models import Campaign, Lifecycle
from campaigns.services import campaign_create
from tests.factories.campaigns import chain, launch
from tests.factories.contacts import make_contacts
from tests.frontend.campaigns import ACTOR
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db
WAIT = ("w", "wait", {"duration": {"value": 2, "unit": "days"}})


@pytest.fixture
def draft(workspace: Workspace) -> Campaign:
    """A draft called Sale."""
    return campaign_create(workspace=workspace, name="Sale", document=chain(WAIT), actor=ACTOR)


@pytest.fixture
def running(workspace: Workspace) -> Campaign:
    """One that runs."""
    make_contacts(workspace, 1)
    return launch(workspace, chain(WAIT))


def _path(campaign: Campaign, rest: str = "") -> str:
    return f"/w/acme/campaigns/{campaign.public_id}/{rest}"


def _do(client: Client, campaign: Campaign, action: str):  # type: ignore[no-untyped-def]
    return client.post(_path(campaign, "do/"), {"action": action})


def _lifecycles(workspace: Workspace) -> dict[str, str]:
    return dict(Campaign.objects.in_workspace(workspace).values_list("name", "lifecycle"))


def test_what_is_offered_depends_on_status_and_role(
    editor: Client, viewer: Client, draft: Campaign, running: Campaign
) -> None:
    def offered(client: Client, campaign: Campaign) -> list[str]:
        return [button.action for button in client.get(_path(campaign)).context["more"]]

    assert offered(editor, draft) == ["duplicate", "archive", "delete"]
    assert offered(editor, running) == ["duplicate", "complete", "cancel"]
    assert offered(viewer, draft) == []


def test_a_copy_is_opened(workspace: Workspace, editor: Client, draft: Campaign) -> None:
    answer = _do(editor, draft, "duplicate")
    copy = Campaign.objects.in_workspace(workspace).get(name="Sale (copy)")
    assert answer["Location"] == _path(copy)
    assert "This is the copy" in editor.get(answer["Location"]).content.decode()


def test_archive_and_delete(workspace: Workspace, editor: Client, draft: Campaign) -> None:
    assert _do(editor, draft, "archive")["Location"] == _path(draft)
    assert _lifecycles(workspace) == {"Sale": Lifecycle.ARCHIVED}
    assert _do(editor, draft, "delete")["Location"] == "/w/acme/campaigns/"
    assert _lifecycles(workspace) == {}
    assert "The campaign is deleted." in editor.get("/w/acme/campaigns/").content.decode()


def test_ending(workspace: Workspace, editor: Client, running: Campaign) -> None:
    _do(editor, running, "complete")
    running.refresh_from_db()
    assert running.ends_at is not None
    _do(editor, running, "cancel")
    assert _lifecycles(workspace) == {running.name: Lifecycle.CANCELLED}


def test_refusals_change_nothing(workspace: Workspace, editor: Client, viewer: Client, running: Campaign) -> None:
    _do(editor, running, "delete")
    assert "Nothing was changed: A campaign that is RUNNING can" in editor.get(_path(running)).content.decode()
    assert _do(editor, running, "launch").status_code == 404
    assert _do(viewer, running, "cancel").status_code == 403
    assert editor.get(_path(running, "do/")).status_code == 405
    assert _lifecycles(workspace) == {running.name: Lifecycle.RUNNING}


def test_tabs_lead_to_every_page_of_the_campaign(viewer: Client, draft: Campaign) -> None:
    page = viewer.get(_path(draft, "settings/"))
    tabs = page.context["tabs"]
    assert [tab["label"] for tab in tabs] == [
        "Overview", "Flow", "Contacts", "Results", "Versions", "Settings", "Activity",
    ]  # fmt: skip
    assert [tab["label"] for tab in tabs if tab["present"]] == ["Settings"]
    for tab in tabs:
        text = viewer.get(tab["url"]).content.decode()
        assert f'href="{tab["url"]}" aria-current="page"' in text
