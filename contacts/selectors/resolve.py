"""Who is meant: contacts by id, e-mail address or external id, many at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from contacts.arrays import text_array, uuid_array
from contacts.cleaning import Unfit, clean_phone
from contacts.models import Contact
from workspaces.errors import NotFound
from workspaces.ids import InvalidId, decode
from workspaces.models import Workspace
from workspaces.sql import load

_FIELDS = ("contact_id", "email", "phone", "external_id")


@dataclass(frozen=True, slots=True)
class ContactRef:
    """A contact as somebody outside names it: `field` is contact_id, email, phone or external_id."""

    field: str
    value: str


def ref_of(text: str) -> ContactRef:
    """Who is meant by a text as people write it: an e-mail address, a contact's id, or an id of the workspace's own."""
    if "@" in text:
        return ContactRef("email", text)
    return ContactRef("contact_id" if text.startswith(f"{Contact.ID_PREFIX}_") else "external_id", text)


def contacts_resolve(*, workspace_id: UUID, refs: Sequence[ContactRef]) -> list[UUID | None]:
    """The ids of those who are meant, in the order of `refs`; None for whom the workspace does not know.

    E-mail addresses are the same whatever their capitals, numbers whatever their blanks. One query.
    """
    places: dict[str, list[int]] = {field: [] for field in _FIELDS}
    values: dict[str, list[Any]] = {field: [] for field in _FIELDS}
    for place, ref in enumerate(refs):
        if (value := _searchable(ref)) is not None:
            places[ref.field].append(place)
            values[ref.field].append(value)
    params: dict[str, Any] = {
        "workspace": workspace_id,
        "ids": uuid_array(values["contact_id"]),
        **{f"{field}s": text_array(values[field]) for field in _FIELDS if field != "contact_id"},
    }
    found: list[UUID | None] = [None] * len(refs)
    with connection.cursor() as cursor:
        cursor.execute(load("contacts", "contacts_resolve"), params)
        for field, row, contact_id in cursor.fetchall():
            found[places[field][row - 1]] = contact_id
    return found


def contacts_by_id(workspace: Workspace, ids: Iterable[UUID]) -> dict[UUID, Contact]:
    """Those of these contacts that are there."""
    return dict(Contact.objects.in_workspace(workspace).in_bulk(list(ids)))


def contact_find(*, workspace: Workspace, text: str) -> Contact:
    """The contact with this id or e-mail address. Raises NotFound."""
    ref = ContactRef("email" if "@" in text else "contact_id", text)
    (found,) = contacts_resolve(workspace_id=workspace.pk, refs=[ref])
    contact = Contact.objects.in_workspace(workspace).filter(pk=found).first() if found is not None else None
    if contact is None:
        raise NotFound("There is no such contact.")
    return contact


def _searchable(ref: ContactRef) -> UUID | str | None:
    """What the column can be compared with; None for what no column can hold."""
    if ref.field == "contact_id":
        try:
            return decode(Contact.ID_PREFIX, ref.value)
        except InvalidId:
            return None
    if ref.field == "phone":
        try:
            return clean_phone(ref.value)
        except Unfit:
            return None
    try:
        ref.value.encode()
    except UnicodeEncodeError:
        return None
    return None if "\x00" in ref.value else ref.value.strip()
