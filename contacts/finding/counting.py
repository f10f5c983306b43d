"""How many contacts a selection means: exactly where that is quick, else about, from a sample."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from contacts.finding.selection import Selection
from contacts.rules import Predicate
from contacts.selectors import contacts_total
from workspaces.sql import load
from workspaces.timing import TooSlow, statements_within

# Milliseconds that people wait for a number beside a list, and for one that is about right.
EXACT_WITHIN = 700
SAMPLED_WITHIN = 1_000
SAMPLES = (40_000, 4_000)


@dataclass(frozen=True, slots=True)
class ContactCount:
    """A number of contacts; not `exact` where it was told from a sample."""

    number: int
    exact: bool


def contacts_count(workspace_id: UUID, which: Selection) -> ContactCount | None:
    """How many there are; None where even a small sample takes too long."""
    if which.is_everybody:
        return ContactCount(contacts_total(workspace_id), exact=True)
    try:
        with statements_within(EXACT_WITHIN):
            (number,) = _one("count", which, {})
            return ContactCount(number, exact=True)
    except TooSlow:
        return _sampled(workspace_id, which)


def _sampled(workspace_id: UUID, which: Predicate) -> ContactCount | None:
    total = contacts_total(workspace_id)
    for size in SAMPLES:
        percent = min(100.0, 100.0 * size / max(total, 1))
        try:
            with statements_within(SAMPLED_WITHIN):
                hits, seen = _one("count_sampled", which, {"sample_of": workspace_id, "percent": percent})
        except TooSlow:
            continue
        return ContactCount(round(hits * total / seen) if seen else 0, exact=False)
    return None


def _one(statement: str, which: Predicate, params: dict[str, Any]) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(load("contacts.finding", statement).replace("{which}", which.sql), which.params | params)
        row: tuple[Any, ...] = cursor.fetchone()
    return row
