"""Answers from the inbox: one message each through the outbox, with the usual guarantees; refused with a reason."""

from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from typing import Any
from uuid import uuid4

import pytest

from contacts.models import Consent, ConsentState
from messaging.delivery import stage
from messaging.hooks import stage as reports
from messaging.hooks.base import Fact, Report, Written
from messaging.hooks.receiving import reports_keep
from messaging.models import InboxEntry, InboxThread, Message, Sender
from messaging.selectors.inbox import thread_entries
from messaging.services import ThreadDraft, thread_reply, threads_open_many
from tests.concurrent import beside
from tests.factories.contacts import make_contacts
from tests.factories.messaging import make_sender
from tests.factories.workspaces import make_workspace
from tests.messaging.hooks.conftest import listening, sent_by
from tests.messaging.http_server import Reply, http_server
from tests.messaging.smtp_server import Server
from workspaces.clock import database_now
from workspaces.errors import Conflict, InvalidInput
from workspaces.models import Workspace
from workspaces.services import Actor

pytestmark = pytest.mark.django_db(transaction=True)
ACTOR = Actor("user", "1", "ada@example.com")


@pytest.fixture(autouse=True)
def loopback(settings: Any) -> None:
    settings.OUTBOUND_HTTP_ALLOW_LOOPBACK = True
    settings.OUTBOUND_HTTP_PORTS = frozenset()


@pytest.fixture
def workspace() -> Workspace:
    return make_workspace()


def received(sender: Sender, address: str, text: str = "Hello?", **fields: Any) -> InboxThread:
    report = Report(f"received {uuid4()}", Fact.RECEIVED, address=address, written=Written(text, **fields))
    reports_keep(sender=sender, reports=[report], now=database_now())
    reports.run()
    return InboxThread.objects.in_workspace(sender.workspace_id).select_related("sender", "workspace").latest("pk")


def test_an_answer_by_mail_stands_beside_what_it_answers(workspace: Workspace, server: Server) -> None:
    sender = make_sender(workspace, port=server.port)
    [message] = sent_by(sender)
    thread = received(sender, message.address, subject="Question", mail_id="<x1@b.example>")
    entry = thread_reply(thread=thread, text="Tea & <b>cake</b> {{ contact.email }}\r\nat 4", actor=ACTOR)
    assert stage.run().accepted == 1
    [mail] = server.mails
    letter = message_from_bytes(mail.content, policy=default)
    assert (letter["Subject"], letter["In-Reply-To"]) == ("Re: Question", "<x1@b.example>")
    assert letter["List-Unsubscribe"] is None
    plain, html = (part.get_content() for part in letter.iter_parts())
    assert plain.strip().splitlines() == ["Tea & <b>cake</b> {{ contact.email }}", "at 4"]
    assert "Tea &amp; &lt;b&gt;cake&lt;/b&gt; {{ contact.email }}<br>" in html
    [_, shown] = thread_entries(thread)
    assert (shown.pk, shown.direction, shown.author_label) == (entry.pk, "out", "ada@example.com")
    assert shown.message is not None
    assert (shown.message.state, shown.message.message_type) == ("accepted", "transactional")
    thread.refresh_from_db()
    assert (thread.unread, thread.preview) == (False, "Tea & <b>cake</b> {{ contact.email }} at 4")


def test_one_key_answers_once_also_at_the_same_moment(workspace: Workspace) -> None:
    sender = listening(workspace, "twilio")
    [message] = sent_by(sender)
    thread, key = received(sender, message.address), uuid4()

    def answer() -> int:
        entry = thread_reply(thread=thread, text="Yes", actor=ACTOR, key=key)
        pk: int = entry.pk
        return pk

    with beside(answer) as other:
        first = answer()
        assert other.result() == first
    assert answer() == first
    assert Message.objects.in_workspace(workspace).filter(node="reply").count() == 1
    assert InboxEntry.objects.in_workspace(workspace).filter(direction="out").count() == 1


def test_whoever_refused_everything_gets_no_answer_and_the_team_reads_why(workspace: Workspace) -> None:
    sender = listening(workspace, "twilio")
    [message] = sent_by(sender)
    thread = received(sender, message.address)
    Consent.objects.create(
        workspace=workspace,
        contact_id=message.contact_id,
        channel="sms",
        message_type="transactional",
        state=ConsentState.DENIED,
        changed_at=database_now(),
    )
    thread_reply(thread=thread, text="Yes", actor=ACTOR)
    assert stage.run().skipped == 1
    shown = thread_entries(thread)[-1].message
    assert shown is not None
    assert (shown.state, shown.reason) == ("skipped", "consent_denied")


def test_whatsapp_takes_words_of_ones_own_for_a_day(workspace: Workspace) -> None:
    with http_server(Reply(200, {"messages": [{"id": "wamid.9"}]})) as server:
        sender = listening(workspace, "whatsapp_cloud")
        Sender.objects.in_workspace(workspace).filter(pk=sender.pk).update(
            config={"phone_number_id": "106540352242922", "version": "v23.0", "base_url": server.url}
        )
        [message] = sent_by(sender)
        thread = received(sender, message.address)
        thread_reply(thread=thread, text="Grüße", actor=ACTOR)
        assert stage.run().accepted == 1
    [asked] = server.asked
    assert asked.json["type"] == "text"
    assert asked.json["text"] == {"body": "Grüße"}
    assert "template" not in asked.json
    InboxEntry.objects.in_workspace(workspace).update(created_at=database_now() - timedelta(hours=25))
    with pytest.raises(Conflict, match="24 hours"):
        thread_reply(thread=thread, text="Grüße", actor=ACTOR)


def test_what_can_not_be_answered_is_refused_and_writes_nothing(workspace: Workspace) -> None:
    sender = listening(workspace, "twilio")
    [message] = sent_by(sender)
    thread = received(sender, message.address)
    stranger = received(sender, "+436649999999")
    cases: list[tuple[InboxThread, str, type[Exception]]] = [
        (thread, " \n ", InvalidInput),
        (thread, "x" * 1_531, InvalidInput),
        (stranger, "Hi", Conflict),
    ]
    for where, text, error in cases:
        with pytest.raises(error):
            thread_reply(thread=where, text=text, actor=ACTOR)
    other = listening(make_workspace(), "twilio")
    with pytest.raises(Exception, match="no such sender"):
        thread_reply(thread=thread, text="Hi", actor=ACTOR, sender=other)
    Sender.objects.in_workspace(workspace).filter(pk=sender.pk).update(state="disabled")
    thread.refresh_from_db()
    with pytest.raises(Conflict, match="switched off"):
        thread_reply(thread=InboxThread.objects.in_workspace(workspace).get(pk=thread.pk), text="Hi", actor=ACTOR)
    assert not InboxEntry.objects.in_workspace(workspace).filter(direction="out").exists()
    assert not Message.objects.in_workspace(workspace).filter(node="reply").exists()


def test_a_thread_of_a_flow_is_answered_in_a_conversation(workspace: Workspace, server: Server) -> None:
    sender = make_sender(workspace, port=server.port)
    [contact] = make_contacts(workspace, 1)
    draft = ThreadDraft(contact.pk, "Call Ada", "She asked for a call")
    threads_open_many(workspace_id=workspace.pk, threads=[draft], now=database_now())
    [thread] = InboxThread.objects.in_workspace(workspace).select_related("workspace")
    with pytest.raises(InvalidInput, match="sender"):
        thread_reply(thread=thread, text="Hi", actor=ACTOR)
    entries = [thread_reply(thread=thread, text="Hi", actor=ACTOR, sender=sender) for _ in range(2)]
    assert len({entry.thread_id for entry in entries}) == 1
    conversation = InboxThread.objects.in_workspace(workspace).get(pk=entries[0].thread_id)
    assert (conversation.contact_id, conversation.sender_id, conversation.subject) == (
        contact.pk,
        sender.pk,
        "Call Ada",
    )
    assert stage.run().accepted == 2
