"""What people write as conversations in the inbox: one for each contact and sender, raised, kept quiet, handed over."""

from datetime import timedelta
from typing import Any

import pytest

from contacts.models import Contact
from contacts.services.erasure import contacts_erase
from contacts.services.merging import contact_merge
from messaging.hooks import stage
from messaging.hooks.base import Fact, Report, Written
from messaging.hooks.receiving import reports_keep
from messaging.models import ContactPoint, InboxEntry, InboxThread, ProviderReport, Sender
from messaging.services import thread_adopt, thread_move, threads_wake
from tests.messaging.hooks.conftest import listening, sent_by
from workspaces.clock import database_now
from workspaces.errors import Conflict, InvalidInput
from workspaces.models import Workspace
from workspaces.services import Actor

pytestmark = pytest.mark.django_db(transaction=True)
ACTOR = Actor.system("tests")


def receive(sender: Sender, address: str, text: str, key: str = "1", **fields: Any) -> None:
    report = Report(f"received {key}", Fact.RECEIVED, address=address, written=Written(text, **fields))
    reports_keep(sender=sender, reports=[report], now=database_now())
    while stage.run():
        pass


def threads(workspace: Workspace) -> list[InboxThread]:
    return list(InboxThread.objects.in_workspace(workspace).order_by("pk"))


def said(thread: InboxThread) -> list[tuple[str, str]]:
    rows = InboxEntry.objects.in_workspace(thread.workspace_id).filter(thread=thread).order_by("pk")
    return [(row.direction, row.text) for row in rows]


def test_a_conversation_holds_what_a_contact_writes_to_a_sender(workspace: Workspace) -> None:
    sender = listening(workspace, "postmark")
    [message] = sent_by(sender)
    receive(sender, message.address, "Hello", "1", subject="Re: Welcome", name="Ada", answers=message.public_id)
    receive(sender, message.address, "Are you there?\n\nAda", "2")
    [thread] = threads(workspace)
    assert (thread.contact_id, thread.sender_id, thread.channel) == (message.contact_id, sender.pk, "email")
    assert (thread.state, thread.unread, thread.subject) == ("open", True, "Re: Welcome")
    assert thread.preview == "Are you there? Ada"
    assert said(thread) == [("in", "Hello"), ("in", "Are you there?\n\nAda")]
    first = thread.entries.order_by("pk")[0]
    assert (first.message_id, first.author_label) == (message.pk, "Ada")


def test_what_comes_again_is_one_entry_for_ever(workspace: Workspace) -> None:
    sender = listening(workspace, "twilio")
    [message] = sent_by(sender)
    receive(sender, message.address, "Hello")
    [thread] = threads(workspace)
    thread_move(thread=thread, state="archived", actor=ACTOR)
    ProviderReport.objects.in_workspace(workspace).delete()
    receive(sender, message.address, "Hello")
    [thread] = threads(workspace)
    assert (said(thread), thread.state) == ([("in", "Hello")], "archived")


def test_an_answer_opens_what_was_archived_or_snoozed(workspace: Workspace) -> None:
    sender = listening(workspace, "twilio")
    [message] = sent_by(sender)
    receive(sender, message.address, "Hello", "1")
    later = database_now() + timedelta(days=1)
    for number, values in enumerate(({"state": "archived"}, {"state": "snoozed", "snoozed_until": later})):
        [thread] = threads(workspace)
        thread_move(thread=thread, actor=ACTOR, **values)  # type: ignore[arg-type]
        receive(sender, message.address, f"Again {number}", f"again {number}")
        [thread] = threads(workspace)
        assert (thread.state, thread.snoozed_until, thread.unread) == ("open", None, True)


def test_stop_and_notes_of_absence_trouble_nobody(workspace: Workspace) -> None:
    texts, mails = listening(workspace, "twilio"), listening(workspace, "postmark")
    [message] = sent_by(texts)
    receive(texts, message.address, "STOP")
    [mail] = sent_by(mails)
    receive(mails, mail.address, "I am away", "2", automatic=True)
    found = threads(workspace)
    assert [(thread.state, thread.unread) for thread in found] == [("archived", False)] * 2
    assert [said(thread) for thread in found] == [[("in", "STOP")], [("in", "I am away")]]
    receive(texts, message.address, "Wait, one more thing", "3")
    assert threads(workspace)[0].state == "open"


def test_a_stranger_has_a_conversation_and_becomes_a_contact(workspace: Workspace) -> None:
    sender = listening(workspace, "telegram_bot")
    receive(sender, "4711", "Hi", "1", name="Ada Lovelace")
    receive(sender, "4711", "Anybody?", "2")
    [thread] = threads(workspace)
    assert (thread.contact_id, thread.address, thread.name) == (None, "4711", "Ada Lovelace")
    adopted = thread_adopt(thread=thread, actor=ACTOR)
    contact = Contact.objects.in_workspace(workspace).get()
    assert (adopted.contact_id, contact.first_name) == (contact.pk, "Ada Lovelace")
    assert ContactPoint.objects.in_workspace(workspace).get().address == "4711"
    with pytest.raises(Conflict):
        thread_adopt(thread=adopted, actor=ACTOR)
    receive(sender, "4711", "Thanks", "3")
    [thread] = threads(workspace)
    assert [text for _, text in said(thread)] == ["Hi", "Anybody?", "Thanks"]


def test_a_stranger_who_is_known_by_now_brings_the_conversation_along(workspace: Workspace) -> None:
    sender = listening(workspace, "twilio")
    receive(sender, "+436649999999", "Hi", "1")
    [message] = sent_by(sender)
    Contact.objects.in_workspace(workspace).filter(pk=message.contact_id).update(phone="+436649999999")
    receive(sender, "+436649999999", "Me again", "2")
    first, second = threads(workspace)
    assert thread_adopt(thread=first, actor=ACTOR).pk == second.pk
    [thread] = threads(workspace)
    assert (thread.contact_id, len(said(thread))) == (message.contact_id, 2)


def test_an_address_that_can_be_nobodys_makes_no_contact(workspace: Workspace) -> None:
    sender = listening(workspace, "twilio")
    receive(sender, "12345", "Your code is 1")
    [thread] = threads(workspace)
    with pytest.raises(InvalidInput):
        thread_adopt(thread=thread, actor=ACTOR)
    assert not Contact.objects.in_workspace(workspace).exists()


def test_snoozed_threads_wake(workspace: Workspace) -> None:
    sender = listening(workspace, "twilio")
    for number in range(2):
        receive(sender, f"+43664999999{number}", "Hi", str(number))
    now = database_now()
    for thread, hours in zip(threads(workspace), (1, 3), strict=True):
        thread_move(thread=thread, state="snoozed", snoozed_until=now + timedelta(hours=hours), actor=ACTOR)
    assert (threads_wake(now=now), threads_wake(now=now + timedelta(hours=2))) == (0, 1)
    assert [(each.state, each.unread) for each in threads(workspace)] == [("open", True), ("snoozed", False)]


def test_conversations_go_with_the_contact_and_with_the_address(workspace: Workspace) -> None:
    sender = listening(workspace, "twilio")
    first, second = sent_by(sender, 2)
    receive(sender, first.address, "Hi", "1")
    receive(sender, second.address, "Hi", "2")
    stranger = "+436640000000"
    receive(sender, stranger, "Hi", "3")
    Contact.objects.in_workspace(workspace).filter(pk=first.contact_id).update(phone=stranger)
    contacts_erase(workspace=workspace, contact_ids=[first.contact_id], actor=ACTOR)
    assert [thread.contact_id for thread in threads(workspace)] == [second.contact_id]
    assert InboxEntry.objects.in_workspace(workspace).count() == 1


def test_merged_contacts_have_one_conversation(workspace: Workspace) -> None:
    sender = listening(workspace, "twilio")
    first, second = sent_by(sender, 2)
    receive(sender, first.address, "One", "1")
    receive(sender, second.address, "Two", "2")
    contact_of = Contact.objects.in_workspace(workspace)
    contact_merge(source=contact_of.get(pk=first.contact_id), target=contact_of.get(pk=second.contact_id), actor=ACTOR)
    [thread] = threads(workspace)
    assert thread.contact_id == second.contact_id
    assert sorted(text for _, text in said(thread)) == ["One", "Two"]
