"""Pages of the contacts that a filter finds, in an order of the allow-list, by cursor: each costs as the first."""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from contacts.finding.selection import Selection
from contacts.finding.sorts import DEFAULT_SORT, SORTS, Sort
from contacts.models import Contact
from workspaces.errors import InvalidInput
from workspaces.sql import load

MAX_LIMIT = 100
# How far a page is read along its order before all who match are looked for: a few milliseconds.
_NEAR = 3_000


@dataclass(frozen=True, slots=True)
class ContactsPage:
    """A page; hand `next_cursor` in to get the next one, "" on the last."""

    rows: tuple[Contact, ...]
    next_cursor: str


@dataclass(frozen=True, slots=True)
class _Place:
    """The row after which a page begins, and the arm of the order in which it stands."""

    arm: int
    key: UUID
    value: Any


def contacts_page(
    workspace_id: UUID, which: Selection, *, sort: str = DEFAULT_SORT, cursor: str = "", limit: int = 50
) -> ContactsPage:
    """The contacts of a selection, `limit` at a time. Raises InvalidInput for an unknown sort, cursor or limit.

    Two or three queries, whatever the page.
    """
    if sort not in SORTS:
        raise InvalidInput.of("sort", f"must be one of {', '.join(SORTS)}")
    if not 1 <= limit <= MAX_LIMIT:
        raise InvalidInput.of("limit", f"must be 1 to {MAX_LIMIT}")
    order = SORTS[sort]
    found = _found(workspace_id, which, order, _read(cursor, sort), limit + 1)
    shown = found[:limit]
    rows = Contact.objects.in_workspace(workspace_id).in_bulk([place.key for place in shown])
    return ContactsPage(
        tuple(rows[place.key] for place in shown if place.key in rows),
        _cursor(sort, shown[-1]) if len(found) > limit else "",
    )


def _found(workspace_id: UUID, which: Selection, order: Sort, after: _Place | None, wanted: int) -> list[_Place]:
    """The next places, arm by arm, until there are enough."""
    found: list[_Place] = []
    for number in range(after.arm if after else 0, len(order.arms)):
        place = after if after is not None and after.arm == number else None
        rows = _rows(workspace_id, which, order, number, place, wanted - len(found))
        found += [_Place(number, key, value) for key, value in rows]
        if len(found) == wanted:
            break
    return found


def _rows(
    workspace_id: UUID, which: Selection, order: Sort, number: int, after: _Place | None, limit: int
) -> Sequence[tuple[UUID, Any]]:
    arm, ordering, behind = order.arms[number]
    parts = {
        "value": order.value if number == 0 else "NULL",
        "arm": arm,
        "after": behind if after is not None else "TRUE",
        "order": ordering,
        "which": which.sql,
        "fence": "OFFSET 0" if which.has_index else "",
    }
    statement = load("contacts.finding", "page" if which.is_everybody else "page_of")
    for name, part in parts.items():
        statement = statement.replace(f"{{{name}}}", part)
    params: dict[str, Any] = {"list_workspace": workspace_id, "limit": limit}
    if not which.is_everybody:
        params |= {**which.params, "near": _NEAR}
    if after is not None:
        params |= {"after_id": after.key, "after_value": after.value}
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return cursor.fetchall()


def _cursor(sort: str, place: _Place) -> str:
    text = json.dumps([sort, place.arm, str(place.key), place.value], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read(cursor: str, sort: str) -> _Place | None:
    """Raises InvalidInput for what no page of this order has given."""
    if not cursor:
        return None
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        named, arm, key, value = json.loads(text)
        if named != sort or arm not in range(len(SORTS[sort].arms)):
            raise ValueError("another order")
        return _Place(arm, UUID(key), SORTS[sort].read(value) if arm == 0 else None)
    except (ValueError, TypeError, AttributeError, binascii.Error):
        raise InvalidInput.of("cursor", "is not one that a page of this order has given") from None
