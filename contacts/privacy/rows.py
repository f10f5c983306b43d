"""Rows of a queryset as JSON data, by contact: what holders answer with."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from contacts.privacy.registry import Rows


def rows_by_contact(rows: QuerySet[Any], columns: Sequence[str], *, contact: str = "contact_id") -> Rows:
    """The columns of each row, by the contact that `contact` leads to; one query, in the order of the rows."""
    found: dict[UUID, list[dict[str, Any]]] = defaultdict(list)
    for contact_id, *values in rows.values_list(contact, *columns):
        found[contact_id].append(
            {name.replace("__", "_"): plain(value) for name, value in zip(columns, values, strict=True)}
        )
    return found


def plain(value: Any) -> Any:
    """A value as JSON has it."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID | Decimal) else value
