"""Writing consent: the present state and the log of how it came about, in sets."""

import hashlib
import hmac
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from contacts.arrays import uuid_array
from contacts.models import ConsentState, LegalBasis
from contacts.selectors.merging import contacts_heirs
from workspaces.channels import Channel, MessageType
from workspaces.errors import InvalidInput
from workspaces.sql import load

MAX_TEXT = 10_000


@dataclass(frozen=True, slots=True)
class ConsentChange:
    """What one contact said about one kind of message on one channel; the words of the enums. No topic: about all."""

    contact_id: UUID
    channel: str
    message_type: str
    state: str
    topic_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """How it came about, for the log: the text that was shown, on what basis, from where.

    IP address and user agent are stored as keyed hashes: enough to confirm one that somebody names, not to read one.
    """

    text: str = ""
    basis: str = ""
    ip: str = ""
    user_agent: str = ""


NO_EVIDENCE = Evidence()


@transaction.atomic
def consent_set_many(
    *,
    workspace_id: UUID,
    changes: Iterable[ConsentChange],
    source: str,
    now: datetime,
    by_contact: bool = False,
    evidence: Evidence = NO_EVIDENCE,
) -> int:
    """Writes the states and their log lines; returns how many states changed. Of two changes of one, the last counts.

    A refusal is overridden only `by_contact`: by the contact's own word, never by an import or an operator. Contacts
    and topics that are not in the workspace are passed over. Raises InvalidInput for unknown words.
    """
    given = list(changes)
    applied, missing = _set_many(workspace_id, given, source, now, by_contact, evidence)
    heirs = contacts_heirs(workspace_id=workspace_id, contact_ids=missing)
    if heirs:
        # Merged just now: an answer, and above all a refusal, is that of the contact who stays.
        moved = [replace(each, contact_id=heirs[each.contact_id]) for each in given if each.contact_id in heirs]
        applied += _set_many(workspace_id, moved, source, now, by_contact, evidence)[0]
    return applied


def _set_many(
    workspace_id: UUID,
    changes: Iterable[ConsentChange],
    source: str,
    now: datetime,
    by_contact: bool,
    evidence: Evidence,
) -> tuple[int, list[UUID]]:
    """How many states changed, and the contacts that were not there."""
    last = {(change.contact_id, change.channel, change.message_type, change.topic_id): change for change in changes}
    for change in last.values():
        _check(change)
    _check_evidence(evidence)
    params: dict[str, Any] = {
        "workspace": workspace_id,
        "contacts": uuid_array(change.contact_id for change in last.values()),
        "channels": [change.channel for change in last.values()],
        "message_types": [change.message_type for change in last.values()],
        "topics": [change.topic_id for change in last.values()],
        "states": [change.state for change in last.values()],
        "source": source[:64],
        "now": now,
        "by_contact": by_contact,
        "text": evidence.text,
        "basis": evidence.basis,
        "ip_hash": evidence_hash(evidence.ip),
        "agent_hash": evidence_hash(evidence.user_agent),
    }
    with connection.cursor() as cursor:
        cursor.execute(load("contacts", "consent_set"), params)
        applied, missing = cursor.fetchone()
    return int(applied), missing


@contextmanager
def consent_log_open() -> Iterator[None]:
    """Lets lines of the log be moved or deleted inside: for merging, erasing and starting the demo over alone."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('campanile.consent_log', 'open', true)")
        yield
        cursor.execute("SELECT set_config('campanile.consent_log', '', true)")


def evidence_hash(value: str) -> str:
    """The keyed hash under which the log keeps an IP address or a user agent; empty for an empty one."""
    if not value:
        return ""
    key = hashlib.sha256(b"contacts.consent.evidence" + settings.SECRET_KEY.encode()).digest()
    return hmac.new(key, value.strip().encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def _check(change: ConsentChange) -> None:
    for name, word, known in (
        ("channel", change.channel, Channel.values),
        ("message_type", change.message_type, MessageType.values),
        ("state", change.state, ConsentState.values),
    ):
        if word not in known:
            raise InvalidInput.of(f"consent.{name}", f"{word!r} is none of {', '.join(known)}")


def _check_evidence(evidence: Evidence) -> None:
    if len(evidence.text) > MAX_TEXT or "\x00" in evidence.text:
        raise InvalidInput.of("consent.text", f"must be at most {MAX_TEXT:,} characters")
    if evidence.basis and evidence.basis not in LegalBasis.values:
        raise InvalidInput.of("consent.basis", f"{evidence.basis!r} is none of {', '.join(LegalBasis.values)}")
