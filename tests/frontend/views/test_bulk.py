"""Several campaigns at once: each by its service, each with its answer; undo, and the question where there is none."""

import pytest
from django.test import Client

from campaigns.models import Campaign, Lifecycle
from campaigns.selectors import ShownStatus, campaign_get, campaign_status
from campaigns.services import campaign_create, campaign_pause
from tests.factories.campaigns import chain, launch
from tests.factories.contacts import make_contacts
from tests.factories.workspaces import make_workspace
from tests.frontend.campaigns import ACTOR
from workspaces.models import AuditEntry, Workspace

pytestmark = pytest.mark.django_db
LIST, BULK = "/w/acme/campaigns/", "/w/acme/campaigns/bulk/"
WAIT = ("w", "wait", {"duration": {"value": 2, "unit": "days"}})


@pytest.fixture
def running(workspace: Workspace) -> list[Campaign]:
    """One and Two."""
    make_contacts(workspace, 1)
    return [launch(workspace, chain(WAIT), name=name) for name in ("One", "Two")]


@pytest.fixture
def draft(workspace: Workspace) -> Campaign:
    """A draft."""
    return campaign_create(workspace=workspace, name="Draft", actor=ACTOR)


def _do(client: Client, action: str, *campaigns: Campaign, **more: str):  # type: ignore[no-untyped-def]
    return client.post(BULK, {"action": action, "campaign": [each.public_id for each in campaigns], **more})


def _status(campaign: Campaign) -> ShownStatus:
    return campaign_status(campaign_get(campaign.workspace, campaign.pk))


def test_each_is_paused_or_says_why_not(
    workspace: Workspace, editor: Client, running: list[Campaign], draft: Campaign
) -> None:
    campaign_pause(campaign=running[1], actor=ACTOR)
    assert _do(editor, "pause", *running, draft)["Location"] == LIST
    assert [_status(each) for each in (*running, draft)] == [ShownStatus.PAUSED, ShownStatus.PAUSED, ShownStatus.DRAFT]
    page = editor.get(LIST)
    assert page.context["outcome"]["done"] == [[running[0].public_id, "One"]]
    assert [(name, why) for _, name, why in page.context["outcome"]["refused"]] == [
        ("Draft", "Draft: only what is scheduled or runs can be paused."),
        ("Two", "Paused: only what is scheduled or runs can be paused."),
    ]
    text = page.content.decode()
    assert "1 campaign paused: nothing more is sent: One." in text
    assert "2 campaigns are as before" in text
    assert editor.get(LIST).context["outcome"] is None


def test_undo_of_a_pause_is_a_resume_of_those_that_were_paused(
    workspace: Workspace, editor: Client, running: list[Campaign]
) -> None:
    _do(editor, "pause", *running)
    outcome = editor.get(LIST).context["outcome"]
    assert outcome["undo"] == "resume"
    editor.post(BULK, {"action": outcome["undo"], "campaign": [key for key, _ in outcome["done"]]})
    assert [_status(each) for each in running] == [ShownStatus.RUNNING] * 2
    assert editor.get(LIST).context["outcome"]["undo"] == "pause"
    lines = AuditEntry.objects.in_workspace(workspace).filter(action__in=("campaign.paused", "campaign.resumed"))
    assert sorted(lines.values_list("action", flat=True)) == ["campaign.paused"] * 2 + ["campaign.resumed"] * 2


def test_putting_away_is_asked_about_first(
    workspace: Workspace, editor: Client, running: list[Campaign], draft: Campaign
) -> None:
    asked = _do(editor, "archive", draft, running[0])
    assert asked.status_code == 200
    assert asked.context["fit"] == [draft]
    assert asked.context["unfit"] == [(running[0], "Running")]
    assert "This can’t be taken back." in asked.content.decode()
    assert _status(draft) is ShownStatus.DRAFT
    _do(editor, "archive", draft, confirmed="yes")
    assert _status(draft) is ShownStatus.ARCHIVED
    outcome = editor.get(LIST).context["outcome"]
    assert (outcome["done"], outcome["undo"]) == ([[draft.public_id, "Draft"]], "")


def test_nothing_ticked_unknown_actions_and_foreign_campaigns(workspace: Workspace, editor: Client) -> None:
    foreign = campaign_create(workspace=make_workspace("other"), name="Foreign", actor=ACTOR)
    assert editor.post(BULK, {"action": "delete"}).status_code == 404
    for campaigns in ((), (foreign,)):
        _do(editor, "archive", *campaigns, confirmed="yes")
        page = editor.get(LIST)
        assert "Nothing was changed: tick at least one campaign." in page.content.decode()
        assert page.context["outcome"] is None
    assert Campaign.objects.across_workspaces().get(pk=foreign.pk).lifecycle == Lifecycle.DRAFT


def test_viewers_have_no_ticks_and_are_refused(workspace: Workspace, viewer: Client, running: list[Campaign]) -> None:
    assert viewer.get(LIST).context["bulk_actions"] == []
    assert _do(viewer, "pause", *running).status_code == 403
    assert [_status(each) for each in running] == [ShownStatus.RUNNING] * 2


def test_the_outcome_is_told_in_its_own_workspace_only(
    workspace: Workspace, editor: Client, running: list[Campaign]
) -> None:
    _do(editor, "pause", *running)
    session = editor.session
    session["bulk_outcome"] = session["bulk_outcome"] | {"workspace": "another"}
    session.save()
    assert editor.get(LIST).context["outcome"] is None
