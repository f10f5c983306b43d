"""The variables of a template as paths into what templates see, and for how many of a sample they would be empty."""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection

from campaigns.impact.audience import Audience
from workspaces.sql import load

_SEGMENT = re.compile(r"""\.?([^.\[\]]+)|\[(\d+)\]|\['([^']*)'\]|\["([^"]*)"\]""")
# The same for everybody, or made when the message is sent.
_GIVEN = frozenset({"campaign", "workspace", "unsubscribe_url", "preferences_url"})
_ASKING = frozenset({"size", "first", "last"})


@dataclass(frozen=True, slots=True)
class MissingVariable:
    """A variable, and for how many of those who were looked at it would be empty."""

    name: str
    count: int


def missing_count(audience: Audience, names: Iterable[str]) -> tuple[dict[str, int], int]:
    """For how many of the audience's sample each variable would be empty, and how many were looked at; one query."""
    paths = {name: path for name in names if (path := variable_path(name)) is not None}
    order = list(paths)
    statement = load("campaigns.impact", "count_missing").replace("{sample}", audience.sample)
    params = {
        **audience.params,
        "paths": [json.dumps(paths[name]) for name in order] or ["[]"],
        "asks": [len(paths[name]) > 1 and paths[name][-1] in _ASKING for name in order] or [False],
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        rows = cursor.fetchall()
    looked_at = rows[0][2] if rows else 0
    counts = {order[number - 1]: missing for number, missing, _ in rows if number <= len(order)}
    return counts, looked_at


def variable_path(name: str) -> Sequence[str] | None:
    """`contact.tags[0]` → contact, tags, 0; None for what is the same for everybody or depends on another variable."""
    path, end = [], 0
    for match in _SEGMENT.finditer(name):
        if match.start() != end:
            return None
        end = match.end()
        path.append(next(group for group in match.groups() if group is not None))
    return path if end == len(name) and path and path[0] not in _GIVEN else None
