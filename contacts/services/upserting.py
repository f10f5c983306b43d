"""Making and changing many contacts at once, each found by any of its identities; one answer each."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from contacts.arrays import uuid_array
from contacts.models import Contact
from contacts.services.cleaned import many_cleaned
from contacts.services.contacts import REFRESH, contact_put
from contacts.services.score_history import score_changes_note
from contacts.services.sets import contacts_touch
from workspaces.clock import database_now
from workspaces.errors import FieldError, InvalidInput
from workspaces.models import Workspace
from workspaces.nudge import nudge
from workspaces.services import Actor, audit_record
from workspaces.sql import load

MAX_UPSERTS = 1_000
_IDENTITIES = ("external_id", "email", "phone")
_COLUMNS = ("external_id", "email", "phone", "first_name", "last_name", "timezone", "score", "tags", "attributes")
_MISSING = FieldError("email", "an email, a phone or an external_id is needed", "missing")


class UpsertOutcome(StrEnum):
    """What became of one item."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"  # said nothing new; nothing was written
    REFUSED = "refused"  # nothing was written, and `problems` say why


@dataclass(frozen=True, slots=True)
class Upserted:
    """The answer for one item; `contact_id` is None where it was refused."""

    outcome: UpsertOutcome
    contact_id: UUID | None = None
    problems: tuple[FieldError, ...] = ()


@dataclass(slots=True)
class _Known:
    """Contacts by their identities, as they are after the items so far."""

    by_identity: dict[tuple[str, str], Contact] = field(default_factory=dict)
    before: dict[UUID, dict[str, Any]] = field(default_factory=dict)
    made: dict[UUID, Contact] = field(default_factory=dict)

    def add(self, contact: Contact) -> None:
        """Lets the contact be found by what it is called now."""
        for key in _identities(vars(contact)):
            self.by_identity[key] = contact

    def drop(self, contact: Contact) -> None:
        """Forgets what it was called."""
        for key in [key for key, holder in self.by_identity.items() if holder is contact]:
            del self.by_identity[key]


@transaction.atomic
def contacts_upsert(*, workspace: Workspace, items: Sequence[object], actor: Actor) -> list[Upserted]:
    """Puts up to 1,000 items (ContactFields) in and answers for each in its order; a later item sees earlier ones.

    A handful of statements, whatever their number. What is wrong with an item stands in its answer. Raises
    InvalidInput for too many.
    """
    if not 0 < len(items) <= MAX_UPSERTS:
        raise InvalidInput.of("contacts", f"must be 1 to {MAX_UPSERTS}")
    cleaned = many_cleaned(workspace.pk, items)
    try:
        with transaction.atomic():
            return _upsert(workspace, cleaned, actor)
    except IntegrityError:
        # Somebody made one of these contacts just now; it is there for the second try.
        with transaction.atomic():
            return _upsert(workspace, cleaned, actor)


def _upsert(workspace: Workspace, cleaned: Sequence[dict[str, Any] | InvalidInput], actor: Actor) -> list[Upserted]:
    fitting = [each for each in cleaned if not isinstance(each, InvalidInput)]
    known = _known(workspace.pk, fitting)
    answers = [
        Upserted(UpsertOutcome.REFUSED, problems=each.details)
        if isinstance(each, InvalidInput)
        else _put_in(workspace, known, each)
        for each in cleaned
    ]
    _write(workspace, known, actor, database_now())
    return answers


def _put_in(workspace: Workspace, known: _Known, fields: dict[str, Any]) -> Upserted:
    identities = list(_identities(fields))
    if not identities:
        return Upserted(UpsertOutcome.REFUSED, problems=(_MISSING,))
    holders = {known.by_identity[key].pk: known.by_identity[key] for key in identities if key in known.by_identity}
    if len(holders) > 1:
        return Upserted(UpsertOutcome.REFUSED, problems=tuple(_conflicts(known, identities)))
    contact = next(iter(holders.values()), None)
    is_new = contact is None
    if contact is None:
        contact = Contact(workspace=workspace)
        known.made[contact.pk] = contact
    earlier = _said(contact)
    contact_put(contact, fields)
    if not is_new and _said(contact) == earlier:
        return Upserted(UpsertOutcome.UNCHANGED, contact.pk)
    known.drop(contact)
    known.add(contact)
    return Upserted(UpsertOutcome.CREATED if is_new else UpsertOutcome.UPDATED, contact.pk)


def _conflicts(known: _Known, identities: Iterable[tuple[str, str]]) -> Iterable[FieldError]:
    """Which identity belongs to whom."""
    for name, value in identities:
        holder = known.by_identity.get((name, value))
        if holder is not None:
            yield FieldError(name, f"belongs to {holder.public_id}, the others to another contact", "conflict")


def _identities(values: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    """(field, value as it is compared) of those that are there."""
    for name in _IDENTITIES:
        value = values.get(name)
        if value:
            yield name, value.lower() if name == "email" else value


def _said(contact: Contact) -> dict[str, Any]:
    return {name: getattr(contact, name) for name in _COLUMNS}


def _known(workspace_id: UUID, items: Sequence[Mapping[str, Any]]) -> _Known:
    """The contacts that the items name, locked in the order of their ids."""
    wanted: dict[str, list[str]] = {name: [] for name in _IDENTITIES}
    for fields in items:
        for name, value in _identities(fields):
            wanted[name].append(value)
    with connection.cursor() as cursor:
        cursor.execute(load("contacts", "contacts_lock"), {"workspace": workspace_id, **wanted})
        ids = [row[0] for row in cursor.fetchall()]
    known = _Known()
    for contact in Contact.objects.in_workspace(workspace_id).in_bulk(ids).values():
        known.add(contact)
        known.before[contact.pk] = _said(contact)
    return known


def _write(workspace: Workspace, known: _Known, actor: Actor, now: datetime) -> None:
    holders = {contact.pk: contact for contact in known.by_identity.values()}
    changed = [holders[pk] for pk, before in known.before.items() if pk in holders and _said(holders[pk]) != before]
    if known.made:
        Contact.objects.bulk_create(known.made.values())
    if changed:
        _update(workspace.pk, changed, now)
    touched = [*known.made, *(contact.pk for contact in changed)]
    if not touched:
        return
    contacts_touch(workspace_id=workspace.pk, contact_ids=touched)
    scores = [(pk, 0, contact.score) for pk, contact in known.made.items()]
    scores += [(contact.pk, known.before[contact.pk]["score"], contact.score) for contact in changed]
    score_changes_note(workspace_id=workspace.pk, changes=scores, source=actor.kind, now=now)
    audit_record(
        workspace=workspace,
        actor=actor,
        action="contacts.upserted",
        target_type="workspace",
        target_id=workspace.public_id,
        data={"created": len(known.made), "updated": len(changed)},
    )
    nudge(REFRESH)


def _update(workspace_id: UUID, contacts: Sequence[Contact], now: datetime) -> None:
    params: dict[str, Any] = {
        "workspace": workspace_id,
        "contacts": uuid_array(contact.pk for contact in contacts),
        "now": now,
        **{name: [getattr(contact, name) for contact in contacts] for name in _COLUMNS[:7]},
        "tags": [json.dumps(contact.tags) for contact in contacts],
        "attributes": [json.dumps(contact.attributes) for contact in contacts],
    }
    with connection.cursor() as cursor:
        cursor.execute(load("contacts", "contacts_update"), params)
