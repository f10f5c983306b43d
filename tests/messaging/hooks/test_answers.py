"""What people write: answers noted and recorded as events, STOP and START as consent, strangers by policy."""

from typing import Any

import pytest

from contacts.models import Consent, ConsentRecord, Contact, Event
from contacts.services.unknown import unknown_contacts_set
from messaging.hooks import stage
from messaging.hooks.base import Fact, Report, Written
from messaging.hooks.receiving import reports_keep
from messaging.models import ContactPoint, Message, ProviderReport, Sender, Suppression
from messaging.services import point_add
from tests.factories.contacts import make_contacts
from tests.messaging.hooks.conftest import listening, sent_by
from workspaces.clock import database_now
from workspaces.models import Workspace
from workspaces.services import Actor

pytestmark = pytest.mark.django_db(transaction=True)


def receive(sender: Sender, address: str, text: str, key: str = "1", **fields: Any) -> None:
    written = Written(text, **fields)
    report = Report(f"received {key}", Fact.RECEIVED, address=address, written=written)
    reports_keep(sender=sender, reports=[report], now=database_now())
    while stage.run():
        pass


def events(workspace: Workspace) -> list[tuple[str, dict[str, Any]]]:
    rows = Event.objects.in_workspace(workspace).order_by("pk")
    return [(row.name, row.properties) for row in rows]


def consents(workspace: Workspace) -> dict[str, str]:
    return {f"{row.channel}.{row.message_type}": row.state for row in Consent.objects.in_workspace(workspace)}


def test_an_answer_is_noted_on_the_latest_message_and_is_an_event(workspace: Workspace) -> None:
    sender = listening(workspace, "twilio")
    [message] = sent_by(sender)
    for _ in range(2):
        receive(sender, message.address, "When do you open?")
    message.refresh_from_db()
    assert message.replied_at is not None
    [(name, properties)] = events(workspace)
    assert name == "message.replied"
    assert properties["text"] == "When do you open?"
    assert properties["message"] == message.public_id
    assert properties["channel"] == "sms"
    assert properties["campaign"].startswith("cmp_")
    assert consents(workspace) == {}


def test_a_mail_answers_what_it_names_and_nothing_else(workspace: Workspace) -> None:
    sender = listening(workspace, "postmark")
    first, second = sent_by(sender, 2)
    receive(sender, first.address, "A new letter", "1")
    receive(sender, first.address.upper(), "Yes to that", "2", answers=first.public_id)
    # Claims to answer somebody else's mail.
    receive(sender, first.address, "Who are you?", "3", answers=second.public_id)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.replied_at is not None, second.replied_at) == (True, None)
    assert ["message" in properties for _, properties in events(workspace)] == [False, True, False]


def test_a_machines_answer_is_none(workspace: Workspace) -> None:
    sender = listening(workspace, "postmark")
    [message] = sent_by(sender)
    receive(sender, message.address, "I am away", answers=message.public_id, automatic=True)
    message.refresh_from_db()
    assert message.replied_at is None
    assert events(workspace) == []


def test_an_answer_names_the_providers_message(workspace: Workspace) -> None:
    sender = listening(workspace, "whatsapp_cloud")
    [message] = sent_by(sender, provider_message_id="wamid.1")
    [other] = sent_by(sender, provider_message_id="wamid.2")
    Message.objects.in_workspace(workspace).filter(pk=other.pk).update(contact_id=message.contact_id)
    receive(sender, message.address, "That one", answers="wamid.1")
    message.refresh_from_db()
    other.refresh_from_db()
    assert (message.replied_at is not None, other.replied_at) == (True, None)


def test_stop_and_start(workspace: Workspace) -> None:
    sender = listening(workspace, "twilio")
    [message] = sent_by(sender)
    receive(sender, message.address, " Stop! ", "1")
    assert consents(workspace) == {"sms.marketing": "denied", "sms.transactional": "denied"}
    assert [row.address for row in Suppression.objects.in_workspace(workspace)] == [message.address]
    lines = ConsentRecord.objects.in_workspace(workspace)
    assert {(row.text, row.source) for row in lines} == {("stop!", f"reply:{sender.public_id}")}
    receive(sender, message.address, "yes", "2")
    assert consents(workspace) == {"sms.marketing": "granted", "sms.transactional": "granted"}
    assert not Suppression.objects.in_workspace(workspace).exists()
    message.refresh_from_db()
    assert (message.replied_at, events(workspace)) == (None, [])


def test_a_yes_of_somebody_who_never_refused_is_an_answer(workspace: Workspace) -> None:
    sender = listening(workspace, "twilio")
    [message] = sent_by(sender)
    receive(sender, message.address, "Yes")
    assert consents(workspace) == {}
    assert [properties["text"] for _, properties in events(workspace)] == ["Yes"]


def test_stop_by_mail_refuses_marketing_alone(workspace: Workspace) -> None:
    sender = listening(workspace, "mailgun")
    [message] = sent_by(sender)
    receive(sender, message.address, "", subject="Unsubscribe")
    assert consents(workspace) == {"email.marketing": "denied"}
    assert not Suppression.objects.in_workspace(workspace).exists()


def test_a_chat_begins_without_a_yes(workspace: Workspace) -> None:
    sender = listening(workspace, "telegram_bot")
    [contact] = make_contacts(workspace, 1)
    point_add(contact=contact, sender=sender, address="77")
    receive(sender, "77", "/start", "1")
    assert consents(workspace) == {}
    receive(sender, "77", "/stop", "2")
    assert consents(workspace) == {"telegram.marketing": "denied", "telegram.transactional": "denied"}
    receive(sender, "77", "/start", "3")
    assert consents(workspace) == {"telegram.marketing": "granted", "telegram.transactional": "granted"}


def test_strangers_become_contacts_where_the_workspace_wants_that(workspace: Workspace) -> None:
    phones, chats = listening(workspace, "twilio"), listening(workspace, "telegram_bot")
    receive(phones, "+436649999999", "Hello?", "1")
    receive(phones, "+436648888888", "STOP", "2")
    assert Contact.objects.in_workspace(workspace).count() == 0
    assert [row.address for row in Suppression.objects.in_workspace(workspace)] == ["+436648888888"]
    unknown_contacts_set(workspace=workspace, policy="create", actor=Actor.system())
    receive(phones, "+436649999999", "Hello again?", "3")
    receive(chats, "4711", "Hi", "4")
    assert sorted(row.phone or row.external_id for row in Contact.objects.in_workspace(workspace)) == [
        "+436649999999",
        "telegram:4711",
    ]
    [point] = ContactPoint.objects.in_workspace(workspace)
    assert (point.address, point.sender_id) == ("4711", chats.pk)
    assert [properties["text"] for _, properties in events(workspace)] == ["Hello again?", "Hi"]
    assert not ProviderReport.objects.in_workspace(workspace).exclude(address="", data={}).exists()
