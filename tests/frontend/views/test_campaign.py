"""One campaign's page: its buttons, its numbers, its flow."""

from datetime import timedelta

import pytest
from django.test import Client

from campaigns.models import Campaign, Execution, Lifecycle
from campaigns.selectors import campaign_status
from campaigns.services import campaign_pause, contacts_enroll
from contacts.models import Contact
from contacts.selectors import contact_list
from contacts.services import contact_delete
from tests.factories.campaigns import chain, make_campaign
from tests.frontend.campaigns import ACTOR, launch, make_people, make_welcome_series
from workspaces.clock import database_now
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(workspace: Workspace) -> Campaign:
    make_people(workspace)
    return make_welcome_series(workspace)


def _path(campaign: Campaign, rest: str = "") -> str:
    return f"/w/acme/campaigns/{campaign.public_id}/{rest}"


def _status(campaign: Campaign) -> str:
    return campaign_status(Campaign.objects.in_workspace(campaign.workspace_id).get(pk=campaign.pk)).value


def _people(campaign: Campaign) -> list[Contact]:
    return list(contact_list(workspace=campaign.workspace_id))


def test_start_pause_resume(draft: Campaign, editor: Client) -> None:
    for action, status in (("start", "RUNNING"), ("pause", "PAUSED"), ("resume", "RUNNING")):
        response = editor.post(_path(draft, f"{action}/"), follow=True)
        assert response.redirect_chain == [(_path(draft), 302)]
        assert _status(draft) == status


def test_a_refused_action_says_why_and_changes_nothing(draft: Campaign, editor: Client) -> None:
    text = editor.post(_path(draft, "pause/"), follow=True).content.decode()
    assert "Nothing was changed: A campaign that is DRAFT can&#x27;t be paused." in text
    assert _status(draft) == "DRAFT"


def test_start_is_refused_without_an_audience(draft: Campaign, editor: Client) -> None:
    for contact in _people(draft):
        contact_delete(contact=contact, actor=ACTOR)
    text = editor.post(_path(draft, "start/"), follow=True).content.decode()
    assert "there is nobody in the audience" in text
    assert Campaign.objects.in_workspace(draft.workspace_id).get().lifecycle == Lifecycle.DRAFT


def test_buttons_follow_the_status(draft: Campaign, editor: Client) -> None:
    def offered() -> list[str]:
        return [entry["button"].action for entry in editor.get(_path(draft)).context["buttons"]]

    assert offered() == ["launch"]
    launch(draft)
    assert offered() == ["pause"]
    campaign_pause(campaign=draft, actor=ACTOR, reason="Checking the offer")
    assert offered() == ["resume"]
    assert "Checking the offer" in editor.get(_path(draft)).content.decode()


def test_viewers_see_disabled_buttons_with_the_reason(draft: Campaign, viewer: Client) -> None:
    text = viewer.get(_path(draft)).content.decode()
    assert 'disabled aria-describedby="refusal"' in text
    assert "need the role Editor; yours is Viewer" in text


def test_progress_brings_the_header_only_when_the_status_changed(draft: Campaign, editor: Client) -> None:
    launch(draft)
    same = editor.get(_path(draft, "progress/?status=RUNNING")).content.decode()
    assert 'hx-trigger="every 2s"' in same
    assert "campaign-header" not in same
    campaign_pause(campaign=draft, actor=ACTOR)
    changed = editor.get(_path(draft, "progress/?status=RUNNING")).content.decode()
    assert 'id="campaign-header"' in changed
    assert 'hx-swap-oob="true"' in changed


def test_a_draft_does_not_poll(draft: Campaign, editor: Client) -> None:
    text = editor.get(_path(draft)).content.decode()
    assert "every 2s" not in text


def test_the_page_leads_to_the_flow(draft: Campaign, editor: Client, viewer: Client) -> None:
    link = f'href="{_path(draft, "flow/")}"'
    for client, words in ((editor, "Edit the flow"), (viewer, "Look at the flow")):
        text = client.get(_path(draft)).content.decode()
        assert link in text
        assert words in text


def test_what_is_stuck_is_told_with_its_reason(draft: Campaign, editor: Client) -> None:
    launch(draft)
    contacts_enroll(campaign=draft, contact_ids=[person.pk for person in _people(draft)], actor=ACTOR)
    assert "Something is stuck" not in editor.get(_path(draft)).content.decode()
    Execution.unscoped_objects.update(due_at=database_now() - timedelta(hours=1))
    Campaign.unscoped_objects.update(claimable_since=None)
    for path in (_path(draft), _path(draft, "progress/")):
        text = editor.get(path).content.decode()
        assert "3 contacts due, but not moved on" in text
        assert "The scheduler isn&#x27;t running, so nothing wakes the workers." in text
    campaign_pause(campaign=draft, actor=ACTOR)
    assert "Something is stuck" not in editor.get(_path(draft)).content.decode()


def test_a_draft_says_what_is_to_be_done_by_the_names_of_its_steps(workspace: Workspace, editor: Client) -> None:
    unfinished = ("s", "send", {"channel": "email"})
    document = chain(unfinished)
    document["nodes"][1] |= {"name": "Your cart is waiting"}
    campaign = make_campaign(workspace, document, type="AUTOMATED")
    page = editor.get(_path(campaign)).content.decode()
    assert "To do before it can start" in page
    assert "<li>“Your cart is waiting”: “Template” is still empty.</li>" in page
    assert "Audience: by its triggers" in page
    refused = editor.post(_path(campaign, "start/"), follow=True).content.decode()
    assert "Nothing was changed: “Your cart is waiting”: “Template” is still empty." in refused
    assert _status(campaign) == "DRAFT"


def test_a_complete_draft_leads_to_its_review(draft: Campaign, editor: Client) -> None:
    page = editor.get(_path(draft)).content.decode()
    assert "The flow is complete" in page
    assert "To do before it can start" not in page
