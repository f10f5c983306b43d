"""Contacts whom nobody knew until an event named them: made in sets, and the workspace's policy on whether they are."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from contacts.arrays import uuid_array
from contacts.cleaning import Unfit, clean_email, clean_phone, clean_text
from contacts.selectors.resolve import ContactRef, contacts_resolve
from contacts.services.contacts import REFRESH
from workspaces.clock import database_now
from workspaces.errors import FieldError, InvalidInput
from workspaces.ids import uuid7
from workspaces.models import Workspace
from workspaces.nudge import nudge
from workspaces.services import Actor, audit_record
from workspaces.settings import setting_register
from workspaces.sql import load

SETTING = "unknown_contacts"
_EMAIL_LENGTH = 254
_EXTERNAL_ID_LENGTH = 120


class UnknownContacts(StrEnum):
    """What becomes of an event whose contact the workspace does not know."""

    REFUSE = "refuse"  # the event is refused, and nobody is made
    CREATE = "create"  # the contact is made of the address, number or id that names it


setting_register(SETTING, UnknownContacts)


def unknown_contacts_policy(workspace: Workspace) -> UnknownContacts:
    """The workspace's policy; unknown contacts are refused unless somebody chose otherwise."""
    stored = workspace.settings.get(SETTING)
    return UnknownContacts(stored) if stored in list(UnknownContacts) else UnknownContacts.REFUSE


@transaction.atomic
def unknown_contacts_set(*, workspace: Workspace, policy: str, actor: Actor) -> Workspace:
    """Chooses the policy; counts from the next request on. Raises InvalidInput for one that does not exist."""
    if policy not in list(UnknownContacts):
        raise InvalidInput.of(SETTING, f"must be one of {', '.join(UnknownContacts)}")
    locked = Workspace.objects.select_for_update(no_key=True).get(pk=workspace.pk)
    if unknown_contacts_policy(locked) != policy:
        locked.settings = {**locked.settings, SETTING: policy}
        locked.save(update_fields=["settings"])
        audit_record(
            workspace=locked,
            actor=actor,
            action="workspace.updated",
            target_type="workspace",
            target_id=locked.public_id,
            data={SETTING: policy},
        )
    return locked


def contact_for_event(*, workspace: Workspace, ref: ContactRef) -> UUID:
    """The contact of an event that is named so; made where the workspace's policy is so. Raises InvalidInput."""
    (found,) = contacts_resolve(workspace_id=workspace.pk, refs=[ref])
    if found is not None:
        return found
    made: UUID | FieldError = FieldError(ref.field, "there is no such contact", "unknown_contact")
    if unknown_contacts_policy(workspace) is UnknownContacts.CREATE:
        made = contacts_for_events(workspace_id=workspace.pk, refs={0: ref}, now=database_now())[0]
    if isinstance(made, FieldError):
        raise InvalidInput.of(made.field, made.message, made.code)
    return made


def contacts_for_events(
    *, workspace_id: UUID, refs: Mapping[int, ContactRef], now: datetime
) -> dict[int, UUID | FieldError]:
    """Makes the contacts that are named, in the caller's transaction; for each place the contact, or why there is none.

    Two statements. Addresses that differ by case only are one contact; somebody who was made just now is found.
    """
    wanted: dict[tuple[str, str], tuple[ContactRef, list[int]]] = {}
    answers: dict[int, UUID | FieldError] = {}
    for place, ref in refs.items():
        try:
            clean = ContactRef(ref.field, ref_cleaned(ref))
        except Unfit as unfit:
            answers[place] = FieldError(ref.field, unfit.message, unfit.code)
        else:
            wanted.setdefault((clean.field, clean.value.lower()), (clean, []))[1].append(place)
    if not wanted:
        return answers
    meant = [ref for ref, _ in wanted.values()]
    _insert(workspace_id, meant, now)
    found = contacts_resolve(workspace_id=workspace_id, refs=meant)
    for (ref, places), contact_id in zip(wanted.values(), found, strict=True):
        for place in places:
            answers[place] = contact_id or FieldError(ref.field, "there is no such contact", "unknown_contact")
    return answers


def _insert(workspace_id: UUID, refs: list[ContactRef], now: datetime) -> None:
    values = {
        field: [ref.value if ref.field == field else None for ref in refs]
        for field in ("email", "phone", "external_id")
    }
    params: dict[str, Any] = {
        "workspace": workspace_id,
        "ids": uuid_array(uuid7() for _ in refs),
        "emails": values["email"],
        "phones": values["phone"],
        "externals": values["external_id"],
        "now": now,
    }
    with connection.cursor() as cursor:
        cursor.execute(load("contacts", "contacts_of_events"), params)
    nudge(REFRESH)


def ref_cleaned(ref: ContactRef) -> str:
    """The address, number or id as contacts store it. Raises Unfit for what can be none."""
    match ref.field:
        case "email":
            if len(ref.value) > _EMAIL_LENGTH:
                raise Unfit("email", "is no e-mail address: it is too long")
            return clean_email(ref.value)
        case "phone":
            return clean_phone(ref.value)
        case "external_id":
            clean = clean_text(ref.value, _EXTERNAL_ID_LENGTH)
            if clean and clean.isprintable():
                return clean
            raise Unfit("external_id", "is empty, or holds characters that can't be seen")
    raise Unfit("unknown_contact", "there is no such contact")
