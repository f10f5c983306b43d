"""Senders that listen, and messages that went out by them."""

from itertools import count
from typing import Any

import pytest

from contacts.models import Contact
from messaging.hooks import sns
from messaging.models import Message, MessageState, Sender
from messaging.services import sender_hook_set
from tests.factories.contacts import make_contacts
from tests.factories.messaging import make_messages, make_sender, make_stream
from tests.factories.templates_app import make_published
from tests.factories.workspaces import make_workspace
from tests.messaging.hooks.calls import BASE, VENDORS, certificate
from workspaces.clock import database_now
from workspaces.models import Workspace
from workspaces.services import Actor

_phones = count(1_000_000)


@pytest.fixture(autouse=True)
def public_address(settings: Any) -> None:
    settings.BASE_URL = BASE


@pytest.fixture(autouse=True)
def amazon(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Amazon's addresses that were asked for; it answers with its certificate."""
    asked: list[str] = []

    def fetched(address: str) -> bytes:
        asked.append(address)
        return certificate()

    monkeypatch.setattr(sns, "fetched", fetched)
    sns.certificate_key.cache_clear()
    return asked


@pytest.fixture
def workspace() -> Workspace:
    return make_workspace()


def listening(workspace: Workspace, vendor: str) -> Sender:
    """A sender of the vendor whose calls can be proved."""
    given = VENDORS[vendor]
    sender = make_sender(
        workspace,
        provider=vendor,
        channel=given.channel,
        from_address=given.from_address,
        config=dict(given.config),
        credentials=dict(given.credentials),
    )
    sender_hook_set(sender=sender, secrets=given.secrets, actor=Actor.system())
    return sender


def sent_by(sender: Sender, number: int = 1, **fields: Any) -> list[Message]:
    """Messages that the sender's provider took a moment ago, each to a contact of its own."""
    workspace = sender.workspace
    _, version = make_published(workspace)
    contacts: list[Contact] = make_contacts(workspace, number)
    if sender.channel != "email":
        for contact in contacts:
            contact.phone = f"+43664{next(_phones)}"
            contact.save(update_fields=["phone"])
    stream = fields.pop("stream", None) or make_stream(workspace)
    rows = make_messages(stream, contacts, version, sender, channel=sender.channel)
    for row, contact in zip(rows, contacts, strict=True):
        values: dict[str, Any] = {
            "state": MessageState.ACCEPTED,
            "settled_at": database_now(),
            "address": contact.email if sender.channel == "email" else contact.phone,
            **fields,
        }
        Message.objects.in_workspace(workspace).filter(pk=row.pk).update(**values)
        row.refresh_from_db()
    return rows
