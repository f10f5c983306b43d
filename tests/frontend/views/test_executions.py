"""Contacts in a campaign, and the journal of one of them."""

from datetime import timedelta

import pytest
from django.test import Client

from campaigns.models import Campaign, Execution, NodeCounter, Step
from campaigns.selectors import MESSAGE_FACTS
from campaigns.services import contacts_enroll
from contacts.selectors import contact_list
from messaging.models import Message
from tests.factories.campaigns import tick
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


def test_reasons_and_ways_that_were_taken(campaign: Campaign, editor: Client) -> None:
    ada, bob, cleo = Execution.objects.in_workspace(campaign.workspace_id).order_by("pk")
    for execution, port in ((ada, "yes"), (bob, "no")):
        _step(execution, "interested", port)
    _step(cleo, "start", "next")
    assert _emails(editor, campaign, "?reason=no_consent") == ["cleo@example.com"]
    assert _emails(editor, campaign, "?reason=%00no_address") == []
    assert _emails(editor, campaign, "?node=interested") == []
    assert _emails(editor, campaign, "?node=interested&port=*") == ["ada@example.com", "bob@example.com"]
    assert _emails(editor, campaign, "?node=interested&port=no") == ["bob@example.com"]
    assert _emails(editor, campaign, "?node=start&port=*&state=skipped") == ["cleo@example.com"]
    assert _emails(editor, campaign, "?port=no") == ["ada@example.com", "bob@example.com", "cleo@example.com"]
    assert _emails(editor, campaign, "?node=interested&port=*&search=bob") == ["bob@example.com"]


def test_choices_follow_the_step_and_the_counters(campaign: Campaign, editor: Client) -> None:
    def choices(query: str) -> tuple[list[str], list[str]]:
        context = editor.get(f"/w/acme/campaigns/{campaign.public_id}/contacts/{query}").context
        return ([key for key, _ in context["port_choices"]], [key for key, _ in context["reason_choices"]])

    assert choices("") == ([], [])
    assert choices("?reason=no_consent") == ([], ["no_consent"])
    NodeCounter.unscoped_objects.create(
        workspace_id=campaign.workspace_id,
        campaign=campaign,
        node="welcome",
        outcome="skipped",
        reason="no_consent",
        delta=1,
        created_at=database_now(),
    )
    assert choices("") == ([], ["no_consent"])
    assert choices("?node=interested") == (["*", "yes", "no"], [])
    assert choices("?node=welcome") == (["*"], ["no_consent"])
    assert choices("?node=end") == (["*"], [])


def test_what_became_of_mails_within_some_days(campaign: Campaign, editor: Client) -> None:
    tick()
    now = database_now()
    messages = Message.objects.in_workspace(campaign.workspace_id)
    assert messages.update(state="accepted", settled_at=now) == 2
    messages.filter(contact__email="ada@example.com").update(opened_at=now - timedelta(days=9))
    today, lately = now.date() + timedelta(days=1), now.date() - timedelta(days=3)
    assert _emails(editor, campaign, "?node=welcome&message=sent") == ["ada@example.com", "bob@example.com"]
    assert _emails(editor, campaign, "?node=welcome&message=opened") == ["ada@example.com"]
    assert _emails(editor, campaign, f"?node=welcome&message=opened&from={lately}") == []
    assert _emails(editor, campaign, f"?node=welcome&message=opened&to={lately}") == ["ada@example.com"]
    assert len(_emails(editor, campaign, f"?node=welcome&message=sent&from={today}&to={lately}")) == 2
    assert len(_emails(editor, campaign, f"?message=read&from={today}")) == 3
    context = editor.get(f"/w/acme/campaigns/{campaign.public_id}/contacts/?node=welcome").context
    assert [key for key, _ in context["message_choices"]] == list(MESSAGE_FACTS)
    assert not context["dated"]
    context = editor.get(f"/w/acme/campaigns/{campaign.public_id}/contacts/?node=end&message=sent&from=x").context
    assert (context["dated"], context["filters"]["from"]) == (True, "")
    context = editor.get(f"/w/acme/campaigns/{campaign.public_id}/contacts/?node=end").context
    assert context["message_choices"] == []


def test_orders_to_everybody_are_not_offered_for_what_they_would_not_regard(campaign: Campaign, editor: Client) -> None:
    path = f"/w/acme/campaigns/{campaign.public_id}/contacts/"
    everybody = 'value="all"'
    assert everybody in editor.get(f"{path}?state=skipped").content.decode()
    for query in ("?reason=no_consent", "?search=cleo"):
        assert everybody not in editor.get(path + query).content.decode()


def _step(execution: Execution, node: str, port: str) -> None:
    Step.objects.create(
        workspace_id=execution.workspace_id,
        execution=execution,
        node=node,
        outcome="passed",
        port=port,
        created_at=database_now(),
    )


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
