"""Contacts and their consent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, TypedDict

from campanile.errors import FieldProblem
from campanile.models.decoding import Tagged


class ContactFields(TypedDict, total=False):
    """What a contact is made of. What is left out stays as it is; None takes a value away."""

    email: str | None
    phone: str | None
    external_id: str | None
    first_name: str | None
    last_name: str | None
    timezone: str | None
    score: int | None
    tags: Sequence[str] | None
    attributes: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Contact(Tagged):
    """A person."""

    id: str
    email: str | None
    phone: str | None
    external_id: str | None
    first_name: str
    last_name: str
    timezone: str
    score: int
    tags: tuple[str, ...]
    attributes: dict[str, Any]
    created_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class UpsertedContact(Contact):
    """A contact that was put in; `outcome` is `created` or `updated`."""

    outcome: str


@dataclass(frozen=True, slots=True)
class ContactRow:
    """What became of one contact of a list: `created`, `updated`, `unchanged` or `refused`."""

    index: int
    outcome: str
    id: str | None
    errors: tuple[FieldProblem, ...]


@dataclass(frozen=True, slots=True)
class ContactsTaken:
    """What became of a list of contacts: a row for each, in the list's order."""

    created: int
    updated: int
    unchanged: int
    refused: int
    contacts: tuple[ContactRow, ...]


class ConsentAnswer(TypedDict, total=False):
    """A yes or a no to messages of a kind. `channel` and `state` are needed."""

    channel: str
    message_type: Literal["marketing", "transactional"]
    topic: str | None
    state: Literal["granted", "denied"]


@dataclass(frozen=True, slots=True)
class ConsentState:
    """What a contact has said to one kind of messages: `granted`, `denied` or `pending`."""

    channel: str
    message_type: str
    state: str
    changed_at: datetime
    topic: str | None = None


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """One line of the consent log."""

    channel: str
    message_type: str
    state: str
    source: str
    recorded_at: datetime
    text: str
    basis: str
    from_known_address: bool
    topic: str | None = None


@dataclass(frozen=True, slots=True)
class Consent:
    """What a contact has said, and the newest lines of the log of it."""

    contact_id: str
    consents: tuple[ConsentState, ...]
    log: tuple[ConsentLine, ...]
    next_cursor: str | None
