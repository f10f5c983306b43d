"""Contacts in a campaign, and the journal of one of them."""

import pytest
from django.test import Client

from campaigns.models import Campaign, Execution, Step
from campaigns.services import contacts_enroll
from contacts.selectors import contact_list
from tests.frontend.campaigns import ACTOR, launch, make_people, make_welcome_series
from workspaces.clock import database_now
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign(workspace: Workspace) -> Campaign:
    """Running, with Ada, Bob and Cleo in it; Cleo was skipped."""
    people = make_people(workspace)
    campaign = launch(make_welcome_series(workspace))
    contacts_enroll(campaign=campaign, contact_ids=[person.pk for person in people], actor=ACTOR)
    Execution.objects.in_workspace(workspace).filter(contact=people[2]).update(
        state="skipped", node="welcome", reason="no_consent", due_at=None, finished_at=database_now()
    )
    return campaign


def _emails(client: Client, campaign: Campaign, query: str = "") -> list[str]:
    response = client.get(f"/w/acme/campaigns/{campaign.public_id}/contacts/{query}")
    return [row["execution"].email for row in response.context["rows"]]


def test_search_state_and_step(campaign: Campaign, editor: Client) -> None:
    assert _emails(editor, campaign) == ["ada@example.com", "bob@example.com", "cleo@example.com"]
    assert _emails(editor, campaign, "?search=BO") == ["bob@example.com"]
    assert _emails(editor, campaign, "?state=skipped") == ["cleo@example.com"]
    assert _emails(editor, campaign, "?node=start") == ["ada@example.com", "bob@example.com"]
    assert _emails(editor, campaign, "?state=nonsense&node=welcome") == ["cleo@example.com"]


def test_the_pages_follow_the_cursor(campaign: Campaign, editor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("frontend.views.executions.PAGE_SIZE", 2)
    path = f"/w/acme/campaigns/{campaign.public_id}/contacts/"
    first = editor.get(path, {"search": "example"}).context
    assert [row["execution"].email for row in first["rows"]] == ["ada@example.com", "bob@example.com"]
    second = editor.get(f"{path}?{first['page']['next_query']}").context
    assert [row["execution"].email for row in second["rows"]] == ["cleo@example.com"]
    assert (second["page"]["next_query"], second["page"]["first_query"]) == ("", "search=example")
    assert editor.get(path, {"cursor": "nonsense"}).status_code == 404


def test_the_journal_tells_every_step(campaign: Campaign, editor: Client) -> None:
    execution = Execution.objects.in_workspace(campaign.workspace_id).get(state="skipped")
    now = database_now()
    for node, outcome, port, reason in (("start", "passed", "next", ""), ("welcome", "skipped", "", "no_consent")):
        Step.objects.create(
            workspace_id=campaign.workspace_id,
            execution=execution,
            node=node,
            outcome=outcome,
            port=port,
            reason=reason,
            created_at=now,
        )
    text = editor.get(f"/w/acme/campaigns/{campaign.public_id}/contacts/{execution.public_id}/").content.decode()
    assert text.index("Went on.") < text.index("Welcome mail") < text.index("Ended early.")


def test_an_execution_of_another_campaign_is_not_found(campaign: Campaign, editor: Client) -> None:
    execution = Execution.objects.in_workspace(campaign.workspace_id).first()
    assert execution is not None
    assert contact_list(workspace=campaign.workspace_id).count() == 3
    other = campaign.public_id[:-1] + ("0" if campaign.public_id[-1] != "0" else "1")
    assert editor.get(f"/w/acme/campaigns/{other}/contacts/{execution.public_id}/").status_code == 404
    assert editor.get(f"/w/acme/campaigns/{campaign.public_id}/contacts/exe_x/").status_code == 404
