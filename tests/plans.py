"""Plans of statements. A test that looks at one uses `fresh_tables`: else it depends on what earlier tests left."""

from collections.abc import Iterator
from typing import Any

from django.db import connection


def plan_of(statement: str, params: Any = None) -> str:
    """What the planner means to do, as psql shows it."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {statement}", params)
        return "\n".join(row[0] for row in cursor.fetchall())


def parts_done(statement: str, params: Any = None) -> list[dict[str, Any]]:
    """Does it, and tells of every part of the plan: `Node Type`, `Actual Rows` and so on."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", params)
        ((found,),) = cursor.fetchone()
    return list(_parts(found["Plan"]))


def _parts(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for inner in plan.get("Plans", ()):
        yield from _parts(inner)
