"""Templates over the e-mail API: made ready for sending in one call."""

import pytest

from templates_app.models import Template
from templates_app.services import approval_require
from tests.campaigns.api.client import Caller
from tests.factories.templates_app import make_published
from tests.factories.workspaces import make_api_key, make_workspace
from workspaces.models import Workspace
from workspaces.services import Actor

NEW = {"name": "Thank you", "subject": "Thank you, {{ contact.first_name }}", "html": "<p>It is on its way.</p>"}


@pytest.fixture
def acme(db) -> Workspace:
    return make_workspace("acme-corp")


@pytest.fixture
def mails(acme) -> Caller:
    return Caller(make_api_key(acme)[1], root="/public/v1/email")


def test_one_is_made_and_published(acme, mails):
    answer = mails.post("/templates", NEW)
    assert answer.status_code == 201, answer.content
    template = Template.objects.in_workspace(acme).get()
    made = answer.json()["template"]
    assert (made["id"], made["subject"], made["state"], made["can_be_sent"]) == (
        str(template.pk),
        NEW["subject"],
        "PUBLISHED",
        True,
    )
    make_published(acme, channel="sms", content={"text": "Hi"})
    assert mails.get("/templates").json()["templates"] == [made]


def test_a_draft_where_one_is_wanted_or_needs_approval(acme, mails):
    assert mails.post("/templates", {**NEW, "publish": False}).json()["template"]["can_be_sent"] is False
    approval_require(workspace=acme, needed=True, actor=Actor.system())
    assert mails.post("/templates", NEW).json()["template"]["state"] == "DRAFT"
    drafts = Template.objects.in_workspace(acme).order_by("created_at")
    assert [(draft.state, draft.submitted_at is not None) for draft in drafts] == [("DRAFT", False), ("DRAFT", True)]


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"html": "{% for %}"}, "html"),
        ({"subject": "a\nb"}, "subject"),
        ({"name": ""}, "name"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_written(mails, change, named):
    answer = mails.post("/templates", NEW | change)
    assert (answer.status_code, answer.json()["error"]["details"][0]["field"]) == (422, named)
    assert Template.unscoped_objects.count() == 0
