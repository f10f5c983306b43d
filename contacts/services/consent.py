"""Writing consent: the present state and the log of how it came about, in sets."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from contacts.arrays import uuid_array
from contacts.models import ConsentState
from workspaces.channels import Channel, MessageType
from workspaces.errors import InvalidInput
from workspaces.sql import load


@dataclass(frozen=True, slots=True)
class ConsentChange:
    """What one contact said about one kind of message on one channel; the words of the enums."""

    contact_id: UUID
    channel: str
    message_type: str
    state: str


@transaction.atomic
def consent_set_many(
    *, workspace_id: UUID, changes: Iterable[ConsentChange], source: str, now: datetime, by_contact: bool = False
) -> int:
    """Writes the states and their log lines; returns how many states changed. Of two changes of one, the last counts.

    A refusal is overridden only `by_contact`: by the contact's own word, never by an import or an operator. Contacts
    that are not in the workspace are passed over. Raises InvalidInput for unknown words.
    """
    last = {(change.contact_id, change.channel, change.message_type): change for change in changes}
    for change in last.values():
        _check(change)
    params: dict[str, Any] = {
        "workspace": workspace_id,
        "contacts": uuid_array(change.contact_id for change in last.values()),
        "channels": [change.channel for change in last.values()],
        "message_types": [change.message_type for change in last.values()],
        "states": [change.state for change in last.values()],
        "source": source[:64],
        "now": now,
        "by_contact": by_contact,
    }
    with connection.cursor() as cursor:
        cursor.execute(load("contacts", "consent_set"), params)
        row = cursor.fetchone()
    return int(row[0])


def _check(change: ConsentChange) -> None:
    for name, word, known in (
        ("channel", change.channel, Channel.values),
        ("message_type", change.message_type, MessageType.values),
        ("state", change.state, ConsentState.values),
    ):
        if word not in known:
            raise InvalidInput.of(f"consent.{name}", f"{word!r} is none of {', '.join(known)}")
