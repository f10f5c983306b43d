"""Changing many contacts at once: tags, scores, one field. For the engine's nodes, the API's bulk calls and imports."""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q
from django.db.models.functions import Lower

from contacts.arrays import uuid_array
from contacts.cleaning import Unfit, clean_attribute, clean_email, clean_phone, clean_tags, clean_text, clean_timezone
from contacts.models import AttributeDefinition, AttributeKind, Contact, ContactChange
from contacts.services.attributes import attributes_learn
from workspaces.errors import InvalidInput
from workspaces.sql import load

_COLUMNS: Mapping[str, Callable[[str], str]] = {
    "first_name": lambda text: clean_text(text, 120),
    "last_name": lambda text: clean_text(text, 120),
    "timezone": clean_timezone,
    "email": clean_email,
    "phone": clean_phone,
    "external_id": lambda text: clean_text(text, 120),
}
_UNIQUE = frozenset({"email", "phone", "external_id"})
_NEVER = frozenset({"id", "created_at", "changed_at", "score", "tags", "attributes"})


@dataclass(frozen=True, slots=True)
class FieldsSet:
    """How a set of values was taken: how many contacts changed, and who was refused with the reason in words."""

    changed: int
    refused: Mapping[UUID, str] = field(default_factory=dict)


@transaction.atomic
def contacts_tag(
    *,
    workspace_id: UUID,
    contact_ids: Collection[UUID],
    add: Collection[str] = (),
    remove: Collection[str] = (),
    now: datetime,
) -> int:
    """Gives and takes tags; a tag in both is taken. Returns how many contacts changed. Raises InvalidInput."""
    try:
        given, taken = clean_tags(add), clean_tags(remove)
    except Unfit as unfit:
        raise InvalidInput.of("tags", unfit.message, unfit.code) from None
    return _execute(
        load("contacts", "tag"),
        {
            "workspace": workspace_id,
            "contacts": uuid_array(contact_ids),
            "add": [tag for tag in given if tag not in taken],
            "remove": taken,
            "now": now,
        },
    )


@transaction.atomic
def contacts_set_field(*, workspace_id: UUID, values: Mapping[UUID, object], field: str, now: datetime) -> FieldsSet:
    """Sets one field, one value per contact; None and "" take the value away.

    `field` is one of the contact's own text fields or an attribute's key (`plan`, or `attributes.plan`); a new key
    becomes an attribute of the kind of its first value. Values that don't fit are refused one by one. Raises
    InvalidInput for a field that can't be set.
    """
    is_column = field in _COLUMNS
    field = field.removeprefix("attributes.")
    if field in _NEVER:
        raise InvalidInput.of("field", f"{field} can't be set this way")
    wanted: dict[UUID, Any] = {}
    refused: dict[UUID, str] = {}
    clean = _column_cleaner(field) if is_column else _attribute_cleaner(workspace_id, field, values)
    for contact, value in values.items():
        try:
            wanted[contact] = None if value is None or value == "" else clean(value)
        except Unfit as unfit:
            refused[contact] = f"{str(value)[:60]!r} {unfit.message}"
    if not is_column:
        jsons = [None if value is None else json.dumps(value) for value in wanted.values()]
        return FieldsSet(_set(load("contacts", "set_attribute"), workspace_id, wanted, jsons, now, key=field), refused)
    if field in _UNIQUE:
        refused |= _taken(workspace_id, field, wanted)
    else:
        wanted = {contact: value or "" for contact, value in wanted.items()}
    column_sql = load("contacts", "set_column").replace("{column}", connection.ops.quote_name(field))
    return FieldsSet(_set(column_sql, workspace_id, wanted, list(wanted.values()), now), refused)


@transaction.atomic
def contacts_score(
    *,
    workspace_id: UUID,
    contact_ids: Sequence[UUID],
    delta: int | None = None,
    value: int | None = None,
    now: datetime,
    source: str = "",
) -> int:
    """Sets the scores to `value`, or else adds `delta` to them: to a contact named twice, twice.

    `source` stands in the history. Returns how many contacts changed.
    """
    return _execute(
        load("contacts", "score"),
        {
            "workspace": workspace_id,
            "contacts": uuid_array(contact_ids),
            "delta": delta or 0,
            "value": value,
            "now": now,
            "source": source,
        },
    )


def contacts_touch(*, workspace_id: UUID, contact_ids: Collection[UUID]) -> None:
    """Has the segments stage look at these contacts again; for facts that are kept outside of the contact."""
    ContactChange.objects.bulk_create(
        [ContactChange(workspace_id=workspace_id, contact_id=contact) for contact in contact_ids]
    )


def _column_cleaner(field: str) -> Callable[[object], str]:
    clean = _COLUMNS[field]
    return lambda value: clean(str(value))


def _attribute_cleaner(workspace_id: UUID, key: str, values: Mapping[UUID, object]) -> Callable[[object], object]:
    kinds = dict(AttributeDefinition.objects.in_workspace(workspace_id).filter(key=key).values_list("key", "kind"))
    if not kinds:
        kinds = attributes_learn(workspace_id=workspace_id, samples={key: _first(values)})
    kind = AttributeKind(kinds[key])
    return lambda value: clean_attribute(kind, value)


def _first(values: Mapping[UUID, object]) -> object:
    return next((value for value in values.values() if value not in (None, "")), "")


def _taken(workspace_id: UUID, field: str, wanted: dict[UUID, str | None]) -> dict[UUID, str]:
    """Takes values that another contact has, or an earlier one of the set is to get, out of `wanted`."""
    column = "folded" if field == "email" else field
    keys = {contact: value.lower() if field == "email" else value for contact, value in wanted.items() if value}
    holders = Contact.objects.in_workspace(workspace_id).annotate(folded=Lower("email"))
    owner = dict(holders.filter(Q(**{f"{column}__in": list(keys.values())})).values_list(column, "pk"))
    refused = {}
    for contact, key in keys.items():
        if owner.setdefault(key, contact) != contact:
            refused[contact] = f"another contact has {field} {wanted.pop(contact)}"
    return refused


def _set(
    sql: str, workspace_id: UUID, wanted: Mapping[UUID, object], values: list[Any], now: datetime, key: str = ""
) -> int:
    contacts = uuid_array(wanted)
    return _execute(sql, {"workspace": workspace_id, "contacts": contacts, "values": values, "key": key, "now": now})


def _execute(sql: str, params: dict[str, Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        row = cursor.fetchone()
    return int(row[0])
