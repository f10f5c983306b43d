"""What pickers look up while people type: fields, names of events, tags, contacts. Bounded, however much there is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from contacts.models import AttributeDefinition, Contact
from contacts.rules.conditions.attribute_kinds import BUILT_IN
from contacts.selectors.merging import contacts_heirs
from workspaces.ids import InvalidId, decode
from workspaces.models import Workspace
from workspaces.sql import load

# How many of the latest events and contacts names are taken from, and how many contacts a search finds.
LATEST_EVENTS = 10_000
NEWEST_CONTACTS = 20_000
MOST_FOUND = 1_000


_LABELS = {
    "email": "E-mail address",
    "phone": "Phone number",
    "timezone": "Time zone",
    "external_id": "External ID",
    "created_at": "Created",
}


@dataclass(frozen=True, slots=True)
class FieldChoice:
    """A field of contacts: one of their own (`own`), or an attribute of the workspace's."""

    key: str
    label: str
    kind: str
    own: bool


def field_choices(*, workspace: Workspace) -> list[FieldChoice]:
    """The fields that rules and nodes may name: the contact's own, then the workspace's attributes by key."""
    own = [FieldChoice(key, field_label(key), kind.value, own=True) for key, kind in BUILT_IN.items()]
    rows = AttributeDefinition.objects.in_workspace(workspace).order_by("key").values_list("key", "kind", "label")
    attributes = (
        FieldChoice(key, label or field_label(key), kind, own=False) for key, kind, label in rows if key not in BUILT_IN
    )
    return [*own, *attributes]


def field_label(key: str) -> str:
    """`first_name` → `First name`."""
    return _LABELS.get(key) or key.replace("_", " ").strip().capitalize() or key


def event_names(*, workspace: Workspace, search: str = "", limit: int) -> list[str]:
    """Names of events that came lately and hold the text, the commonest first."""
    return _names("event_names", workspace, search, limit, LATEST_EVENTS)


def tag_names(*, workspace: Workspace, search: str = "", limit: int) -> list[str]:
    """Tags of the newest contacts that hold the text, the commonest first; the very tag, whoever carries it."""
    return _names("tag_names", workspace, search, limit, NEWEST_CONTACTS)


def contacts_search(*, workspace: Workspace, search: str) -> QuerySet[Contact]:
    """Contacts whose address or name begins with the text, or whose number or id it is, newest first; without: all.

    Finds at most MOST_FOUND, so that it is quick however many there are.
    """
    contacts: QuerySet[Contact] = Contact.objects.in_workspace(workspace).order_by("-pk")
    text = " ".join(search.split())
    return contacts.filter(pk__in=_found(workspace, text)) if text else contacts


def _found(workspace: Workspace, text: str) -> Sequence[UUID]:
    params = {
        "workspace": workspace.pk,
        "prefix": like_prefix(text.lower()),
        "text": text,
        "id": _id_of(workspace, text),
        "most": MOST_FOUND,
    }
    return [row[0] for row in _rows("contact_search", params)]


def _id_of(workspace: Workspace, text: str) -> UUID | None:
    """Whom the id means, also after a merge; None for what is none."""
    try:
        key = decode(Contact.ID_PREFIX, text)
    except InvalidId:
        return None
    return contacts_heirs(workspace_id=workspace.pk, contact_ids=[key]).get(key, key)


def _names(statement: str, workspace: Workspace, search: str, limit: int, most: int) -> list[str]:
    text = search.strip()
    params = {"workspace": workspace.pk, "search": text, "pattern": f"%{_escaped(text)}%", "limit": limit, "most": most}
    return [row[0] for row in _rows(statement, params)]


def _rows(statement: str, params: Mapping[str, Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(load("contacts", statement), params)
        return cursor.fetchall()


def like_prefix(text: str) -> str:
    """A LIKE pattern of whatever begins with the text."""
    return f"{_escaped(text)}%"


def _escaped(text: str) -> str:
    """The text as a pattern that means itself."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
