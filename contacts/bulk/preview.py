"""What a bulk action would do to whom: how many would change, how many would stay as they are, and why."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection

from contacts.bulk.base import BulkAction, Task
from contacts.rules import Predicate
from contacts.selectors import contacts_total
from workspaces.errors import Conflict
from workspaces.sql import load
from workspaces.timing import TooSlow, statements_within

# Milliseconds that people wait for an answer before they decide.
EXACT_WITHIN = 4_000
SAMPLED_WITHIN = 2_000
SAMPLES = (40_000, 4_000)


@dataclass(frozen=True, slots=True)
class BulkPreview:
    """How many would change and stay (by reason); `exact` is False where it was told from a sample."""

    changing: int
    refused: Mapping[str, int]
    exact: bool

    @property
    def total(self) -> int:
        """How many are meant."""
        return self.changing + sum(self.refused.values())


def bulk_preview(action: BulkAction, task: Task, which: Predicate) -> BulkPreview:
    """Counted exactly where that is quick, else from a sample. Raises Conflict where even that takes too long."""
    verdict = action.verdict(task)
    try:
        with statements_within(EXACT_WITHIN):
            return _told(_rows("preview", verdict, which, {}), 1.0, exact=True)
    except TooSlow:
        pass
    total = contacts_total(task.workspace.pk)
    for size in SAMPLES:
        percent = min(100.0, 100.0 * size / max(total, 1))
        try:
            with statements_within(SAMPLED_WITHIN):
                rows = _rows("preview_sampled", verdict, which, {"sample_of": task.workspace.pk, "percent": percent})
        except TooSlow:
            continue
        return _told(rows, 100.0 / percent, exact=False)
    raise Conflict("This filter takes too long to count; save it as a segment first.")


def _told(rows: list[tuple[str | None, int]], scale: float, *, exact: bool) -> BulkPreview:
    counts = Counter({why: round(number * scale) for why, number in rows})
    changing = counts.pop(None, 0)
    return BulkPreview(changing, {str(why): number for why, number in counts.items() if number}, exact)


def _rows(name: str, verdict: Predicate, which: Predicate, params: dict[str, Any]) -> list[tuple[str | None, int]]:
    statement = load("contacts.bulk", name).replace("{verdict}", verdict.sql).replace("{which}", which.sql)
    with connection.cursor() as cursor:
        cursor.execute(statement, verdict.params | which.params | params)
        return list(cursor.fetchall())
