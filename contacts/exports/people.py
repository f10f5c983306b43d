"""Exports of contacts: everybody, a segment, whoever a search or a rule finds, or all of these at once."""

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from django.db import connection
from pydantic_core import from_json

from contacts.exports.registry import Cell, ExportColumn, ExportKind, Filter, register
from contacts.finding import filter_checked, filter_of, selection_of
from contacts.models import Contact
from contacts.selectors import attribute_list, segment_get
from workspaces.channels import Channel, MessageType
from workspaces.clock import database_now
from workspaces.ids import encode
from workspaces.models import Workspace
from workspaces.sql import load

_FIELDS = (
    ExportColumn("contact_id", "Id", chosen=False),
    ExportColumn("email", "E-mail address"),
    ExportColumn("phone", "Phone number"),
    ExportColumn("external_id", "Your own id"),
    ExportColumn("first_name", "First name"),
    ExportColumn("last_name", "Last name"),
    ExportColumn("timezone", "Time zone"),
    ExportColumn("tags", "Tags"),
    ExportColumn("score", "Score"),
    ExportColumn("created_at", "Known since", chosen=False),
    ExportColumn("changed_at", "Last changed", chosen=False),
)
_CONSENTS = {
    f"consent_{channel.value}_{kind.value}": (f"{channel.value}.{kind.value}", f"{channel.label}, {kind.label.lower()}")
    for channel in Channel
    for kind in MessageType
}
_MOMENTS = ("created_at", "changed_at")
_FETCHED = 2_000
_PLACES = {column.key: place for place, column in enumerate(_FIELDS)}


@register
class ContactsExport(ExportKind):
    """Contacts, narrowed by what a list of them is narrowed by: see `contacts.finding.ContactFilter`."""

    key, label = "contacts", "Contacts"

    def checked(self, workspace: Workspace, filter: Filter) -> dict[str, Any]:
        segment = filter.get("segment")
        if isinstance(segment, str) and segment:
            segment_get(workspace=workspace, segment_id=segment)
        which, _ = filter_checked(workspace.pk, filter, database_now())
        return which.chosen()

    def title(self, workspace: Workspace, filter: Filter) -> str:
        if filter.get("segment"):
            name = f"Segment {segment_get(workspace=workspace, segment_id=filter['segment']).name}"
            return name if len(filter) == 1 else f"{name}, filtered"
        if filter.get("search"):
            return f"Contacts matching “{filter['search'][:60]}”"
        return "Contacts, filtered" if filter else "Contacts"

    def columns(self, workspace: Workspace, filter: Filter) -> list[ExportColumn]:
        own = [ExportColumn(f"attributes.{row.key}", row.key) for row in attribute_list(workspace=workspace)]
        consents = [ExportColumn(key, f"Consent: {label}", chosen=False) for key, (_, label) in _CONSENTS.items()]
        return [*_FIELDS, *own, *consents]

    def count(self, workspace: Workspace, filter: Filter) -> int:
        where, params = _where(workspace, filter)
        with connection.cursor() as cursor:
            cursor.execute(load("contacts.exports", "count").replace("{where}", where), params)
            row = cursor.fetchone()
        return int(row[0])

    def rows(self, workspace: Workspace, filter: Filter, columns: Sequence[str]) -> Iterator[Sequence[Cell]]:
        where, params = _where(workspace, filter)
        params["attributes"] = any(column.startswith("attributes.") for column in columns)
        params["moments"] = any(column in _MOMENTS for column in columns)
        params["consents"] = any(column in _CONSENTS for column in columns)
        # Outside of a transaction such a cursor is held: the server keeps the whole result, sorted, on its side.
        getters = [_getter(column) for column in columns]
        with connection.chunked_cursor() as cursor:
            cursor.execute(load("contacts.exports", "contacts").replace("{where}", where), params)
            while found := cursor.fetchmany(_FETCHED):
                for *fields, attributes, consents in found:
                    row = _Row(fields, from_json(attributes or "{}"), from_json(consents or "{}"))
                    yield [get(row) for get in getters]


def _where(workspace: Workspace, filter: Filter) -> tuple[str, dict[str, Any]]:
    """The filter as a predicate over contacts (alias `c`), with its parameters."""
    which = filter_of(filter)
    if which.segment:
        segment_get(workspace=workspace, segment_id=which.segment)
    selection = selection_of(workspace.pk, which, database_now())
    return f"c.workspace_id = %(workspace)s AND {selection.sql}", {"workspace": workspace.pk, **selection.params}


class _Row(NamedTuple):
    """A contact as the statement answers it."""

    fields: list[Any]
    attributes: dict[str, Any]
    consents: dict[str, str]


def _getter(column: str) -> Callable[[_Row], Cell]:
    """What stands in this column for a row; a million rows ask for it."""
    if column in _CONSENTS:
        key = _CONSENTS[column][0]
        return lambda row: row.consents.get(key)
    if column not in _PLACES:
        name = column.removeprefix("attributes.")
        return lambda row: _attribute(row.attributes.get(name))
    place = _PLACES[column]
    if column == "contact_id":
        return lambda row: encode(Contact.ID_PREFIX, row.fields[place])
    if column == "tags":
        return lambda row: ";".join(row.fields[place])
    if column in _MOMENTS:
        return lambda row: str(row.fields[place].isoformat(timespec="seconds"))
    return lambda row: row.fields[place]


def _attribute(value: Any) -> Cell:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ";".join(map(str, value))
    return value if value is None or isinstance(value, str | int | float) else json.dumps(value)
