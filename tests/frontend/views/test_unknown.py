"""The page of unknown outcomes: who sees them, and what becomes of those that are decided on."""

from typing import Any

import pytest
from django.test import Client

from messaging.models import Message
from messaging.services import stream_set
from tests.factories.campaigns import make_campaign
from tests.factories.contacts import make_contacts
from tests.factories.messaging import make_messages, make_sender, states_of
from tests.factories.templates_app import make_published
from workspaces.clock import database_now
from workspaces.models import AuditEntry, Workspace

pytestmark = pytest.mark.django_db
PATH, DO = "/w/acme/unknown/", "/w/acme/unknown/do/"


def unknown(workspace: Workspace, number: int, name: str = "Welcome") -> tuple[str, list[Message]]:
    """A campaign's id, and messages of it whose outcome nobody knows."""
    campaign = make_campaign(workspace, name=name)
    stream = stream_set(stream_id=campaign.pk, workspace=workspace, name=name, claimable=True)
    _, version = make_published(workspace)
    messages = make_messages(stream, make_contacts(workspace, number), version, make_sender(workspace, name="Mail"))
    Message.objects.in_workspace(workspace).filter(stream=stream).update(
        state="unknown", reason="no_answer", settled_at=database_now(), address="ann@example.com"
    )
    return campaign.public_id, messages


def text(answer: Any) -> str:
    return answer.content.decode()


def test_it_says_when_there_are_none(viewer: Client, workspace: Workspace) -> None:
    assert "Every outcome is known" in text(viewer.get(PATH))


def test_they_are_listed_with_what_happened(viewer: Client, workspace: Workspace) -> None:
    unknown(workspace, 2)
    shown = text(viewer.get(PATH))
    assert shown.count("ann@example.com</a>") == 2
    assert "The message was handed over, but the provider&#x27;s answer never came." in shown
    assert "Send again" not in shown


def test_the_home_page_leads_there(viewer: Client, workspace: Workspace) -> None:
    unknown(workspace, 3)
    unknown(workspace, 1, "Other")
    shown = text(viewer.get("/w/acme/"))
    assert "Nobody knows whether 4 messages arrived" in shown
    assert "In Welcome and 1 more." in shown


@pytest.mark.parametrize(
    ("action", "state"), [("sent", ("accepted", "marked_sent")), ("again", ("queued", "sent_again"))]
)
def test_those_that_are_ticked_are_decided(
    editor: Client, workspace: Workspace, action: str, state: tuple[str, str]
) -> None:
    _, [first, second, third] = unknown(workspace, 3)
    answer = editor.post(DO, {"action": action, "message": [first.public_id, third.public_id, "x"]}, follow=True)
    assert "2 messages" in text(answer)
    assert states_of([first, second, third]) == [state, ("unknown", "no_answer"), state]
    line = AuditEntry.objects.in_workspace(workspace).filter(action__startswith="messages.").get()
    assert (line.action, line.data) == (f"messages.{state[1]}", {"messages": 2})


def test_all_of_one_campaign_at_once(editor: Client, workspace: Workspace) -> None:
    welcome, of_welcome = unknown(workspace, 2)
    _, of_other = unknown(workspace, 2, "Other")
    assert text(editor.get(f"{PATH}?campaign={welcome}")).count("ann@example.com</a>") == 2
    editor.post(DO, {"action": "sent", "all": "1", "campaign": welcome})
    assert set(states_of(of_welcome)) == {("accepted", "marked_sent")}
    assert set(states_of(of_other)) == {("unknown", "no_answer")}
    editor.post(DO, {"action": "sent", "all": "1", "campaign": ""})
    assert set(states_of(of_other)) == {("accepted", "marked_sent")}


def test_a_campaign_without_any_decides_nothing_of_others(editor: Client, workspace: Workspace) -> None:
    """Its last message was decided on by somebody else meanwhile."""
    gone, messages = unknown(workspace, 1)
    _, others = unknown(workspace, 1, "Other")
    editor.post(DO, {"action": "sent", "all": "1", "campaign": gone})
    editor.post(DO, {"action": "again", "all": "1", "campaign": gone})
    assert states_of(messages) == [("accepted", "marked_sent")]
    assert states_of(others) == [("unknown", "no_answer")]


def test_nothing_ticked_and_nobody_else_decides(editor: Client, viewer: Client, workspace: Workspace) -> None:
    _, messages = unknown(workspace, 1)
    assert "Nothing was changed" in text(editor.post(DO, {"action": "sent"}, follow=True))
    assert editor.post(DO, {"action": "lose", "all": "1"}).status_code == 404
    assert viewer.post(DO, {"action": "sent", "all": "1"}).status_code == 403
    assert states_of(messages) == [("unknown", "no_answer")]
