"""One contact at a time: create or update, change."""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q, Value
from django.db.models.functions import Lower

from contacts.models import Contact, ContactChange
from contacts.services.cleaned import fields_cleaned
from contacts.services.score_history import score_changes_note
from workspaces.clock import database_now
from workspaces.errors import Conflict, FieldError, InvalidInput, NotFound
from workspaces.models import Workspace
from workspaces.nudge import nudge
from workspaces.services import Actor, audit_record

_IDENTITIES = ("external_id", "email", "phone")
REFRESH = "contacts.tasks.refresh_segments"


@transaction.atomic
def contact_upsert(*, workspace: Workspace, fields: Mapping[str, Any], actor: Actor) -> tuple[Contact, bool]:
    """The contact with this external id, e-mail address or phone number, with `fields` (ContactFields) put in.

    Made when there is none; the second value says so. Raises InvalidInput, or Conflict when the identities belong to
    different contacts.
    """
    cleaned = fields_cleaned(workspace.pk, fields)
    identities = {key: cleaned[key] for key in _IDENTITIES if cleaned.get(key)}
    if not identities:
        raise InvalidInput.of("email", "an email, a phone or an external_id is needed", "missing")
    try:
        with transaction.atomic():
            return _upsert(workspace, cleaned, identities, actor)
    except IntegrityError:
        # Somebody made the same contact just now; it is there for the second try.
        with transaction.atomic():
            return _upsert(workspace, cleaned, identities, actor)


@transaction.atomic
def contact_update(*, contact: Contact, fields: Mapping[str, Any], actor: Actor) -> Contact:
    """Puts `fields` (ContactFields) into the contact. Raises InvalidInput, Conflict for a taken address, NotFound."""
    cleaned = fields_cleaned(contact.workspace_id, fields)
    rows = Contact.objects.in_workspace(contact.workspace_id).select_related("workspace")
    locked: Contact | None = rows.select_for_update(of=("self",), no_key=True).filter(pk=contact.pk).first()
    if locked is None:
        raise NotFound("There is no such contact.")
    before = locked.score
    contact_put(locked, cleaned)
    if not any(getattr(locked, key) for key in _IDENTITIES):
        raise InvalidInput.of("email", "an email, a phone or an external_id is needed", "missing")
    _save(locked, "contact.updated", actor, sorted(cleaned))
    _note_score(locked, before, actor)
    return locked


def _upsert(
    workspace: Workspace, cleaned: dict[str, Any], identities: Mapping[str, str], actor: Actor
) -> tuple[Contact, bool]:
    found = list(_holders(workspace.pk, identities).select_for_update(no_key=True).order_by("pk"))
    if len(found) > 1:
        raise Conflict(
            "These identities belong to different contacts.",
            details=[FieldError(key, "belongs to another contact than the others", "conflict") for key in identities],
        )
    contact = found[0] if found else Contact(workspace=workspace)
    before = contact.score
    contact_put(contact, cleaned)
    if found:
        _save(contact, "contact.updated", actor, sorted(cleaned))
        _note_score(contact, before, actor)
        return contact, False
    contact.save(force_insert=True)
    _record(contact, "contact.created", actor, sorted(cleaned))
    _note_score(contact, 0, actor)
    return contact, True


def _holders(workspace_id: UUID, identities: Mapping[str, str]) -> Any:
    wanted = Q()
    for key, value in identities.items():
        wanted |= Q(folded=Lower(Value(value))) if key == "email" else Q(**{key: value})
    return Contact.objects.in_workspace(workspace_id).annotate(folded=Lower("email")).filter(wanted)


def contact_put(contact: Contact, cleaned: Mapping[str, Any]) -> None:
    """Puts cleaned fields into the row, unsaved: attributes are added to those that are there, None takes one away."""
    for key, value in cleaned.items():
        if key == "attributes":
            merged = {**contact.attributes, **value}
            contact.attributes = {name: item for name, item in merged.items() if item is not None}
        else:
            setattr(contact, key, value)


def _save(contact: Contact, action: str, actor: Actor, fields: list[str]) -> None:
    contact.changed_at = database_now()
    try:
        with transaction.atomic():
            contact.save()
    except IntegrityError:
        raise Conflict("Another contact has one of these identities.", details=_conflicts(contact)) from None
    _record(contact, action, actor, fields)


def _note_score(contact: Contact, before: int, actor: Actor) -> None:
    score_changes_note(
        workspace_id=contact.workspace_id,
        changes=[(contact.pk, before, contact.score)],
        source=actor.kind,
        now=contact.changed_at,
    )


def _conflicts(contact: Contact) -> Iterator[FieldError]:
    for key in _IDENTITIES:
        value = getattr(contact, key)
        if value and _holders(contact.workspace_id, {key: value}).exclude(pk=contact.pk).exists():
            yield FieldError(key, "belongs to another contact", "conflict")


def _record(contact: Contact, action: str, actor: Actor, fields: list[str]) -> None:
    ContactChange.objects.create(workspace_id=contact.workspace_id, contact=contact)
    audit_record(
        workspace=contact.workspace,
        actor=actor,
        action=action,
        target_type="contact",
        target_id=contact.public_id,
        data={"fields": fields},
    )
    nudge(REFRESH)
