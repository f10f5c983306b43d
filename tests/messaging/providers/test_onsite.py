"""Messages in websites through delivery: kept once, delivered with that, handed over again where that is in doubt."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from contacts.models import Contact
from messaging.channels.payloads import OnsiteMessage
from messaging.delivery import stage
from messaging.models import Message, OnsiteItem, Sender
from messaging.providers.base import Accepted, Ambiguous, Envelope
from messaging.providers.registry import PROVIDERS
from tests.factories.contacts import make_contacts
from tests.factories.messaging import make_messages, make_sender, make_stream, states_of
from tests.factories.templates_app import make_published
from tests.factories.workspaces import make_workspace
from workspaces.clock import database_now
from workspaces.models import Workspace

CONTENT = {
    "title": "Hi {{contact.first_name}}",
    "html": '<p>News, <a href="https://a.example/x">all of them</a></p>',
    "url": "https://a.example/y",
    "placement": "banner",
    "hours": 24,
}


def make_site(workspace: Workspace) -> Sender:
    values: dict[str, Any] = {"channel": "onsite", "provider": "onsite", "from_address": "Shop"}
    return make_sender(workspace, config={}, credentials={}, **values)


def queue(workspace: Workspace, contacts: list[Contact], sender: Sender | None, **content: Any) -> list[Message]:
    made = make_published(workspace, channel="onsite", message_type="transactional", content=CONTENT | content)
    stream = make_stream(workspace)
    return make_messages(stream, contacts, made[1], sender, channel="onsite", message_type="transactional")


@pytest.mark.django_db(transaction=True)
def test_messages_are_kept_for_their_contacts_and_delivered_with_that(settings: Any) -> None:
    workspace = make_workspace()
    contacts = make_contacts(workspace, 3, first_name="Ada")
    messages = queue(workspace, contacts, make_site(workspace))
    before = database_now()
    assert stage.run().accepted == 3
    assert states_of(messages) == [("accepted", "")] * 3
    items = list(OnsiteItem.objects.in_workspace(workspace).order_by("message_id"))
    assert [(item.message_id, item.contact_id) for item in items] == [(each.pk, each.contact_id) for each in messages]
    item, sent = items[0], Message.objects.in_workspace(workspace).get(pk=messages[0].pk)
    assert (item.title, item.placement, item.button) == ("Hi Ada", "banner", "")
    assert item.html.startswith(f'<p>News, <a href="{settings.BASE_URL}/c/')
    assert item.url.startswith(f"{settings.BASE_URL}/c/")
    assert (sent.address, sent.delivered_at) == (contacts[0].public_id, item.created_at)
    assert timedelta(hours=23) < item.expires_at - before < timedelta(hours=25)


@pytest.mark.django_db(transaction=True)
def test_without_a_sender_nothing_is_kept() -> None:
    workspace = make_workspace()
    messages = queue(workspace, make_contacts(workspace, 1), None)
    stage.run()
    assert states_of(messages) == [("skipped", "sender_missing")]
    assert not OnsiteItem.objects.in_workspace(workspace).exists()


def envelope(message: Message) -> Envelope[OnsiteMessage]:
    payload = OnsiteMessage(message.pk, "feed", "Hi", "", "", "", database_now())
    return Envelope(message.public_id, "Shop", "", payload)


@pytest.fixture
def session() -> Iterator[Any]:
    provider = PROVIDERS["onsite"]
    opened = provider.open(provider.account(uuid4(), "f", {}, {}))
    opened.check()
    yield opened
    opened.close()


@pytest.mark.django_db(transaction=True)
def test_all_of_a_chunk_are_kept_once_by_one_statement(session: Any) -> None:
    workspace = make_workspace()
    messages = queue(workspace, make_contacts(workspace, 20), make_site(workspace))
    envelopes = [envelope(message) for message in messages]
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            outcomes = list(session.send_all(envelopes))
        assert (outcomes, len(asked)) == ([Accepted()] * 20, 1)
        assert OnsiteItem.objects.in_workspace(workspace).count() == 20


@pytest.mark.django_db(transaction=True)
def test_it_stops_where_it_is_told_to_and_keeps_nothing_of_who_is_gone(session: Any) -> None:
    workspace = make_workspace()
    messages = queue(workspace, make_contacts(workspace, 3), make_site(workspace))
    Message.objects.in_workspace(workspace).filter(pk=messages[0].pk).delete()
    answers = iter([True, True, False])
    outcomes = list(session.send_all([envelope(each) for each in messages], go_on=lambda: next(answers)))
    assert outcomes == [Accepted()] * 2
    assert list(OnsiteItem.objects.in_workspace(workspace).values_list("message_id", flat=True)) == [messages[1].pk]


@pytest.mark.django_db(transaction=True)
def test_a_database_that_does_not_answer_leaves_a_doubt(session: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = make_workspace()
    [message] = queue(workspace, make_contacts(workspace, 1), make_site(workspace))

    def broken(*args: object) -> str:
        raise OperationalError("gone")

    monkeypatch.setattr("messaging.providers.onsite.load", broken)
    [outcome] = session.send_all([envelope(message)])
    assert outcome == Ambiguous("no_answer", "the database did not answer: OperationalError")
