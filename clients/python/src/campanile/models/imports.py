"""Imports of contacts from files."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Import:
    """A file of contacts, and how far its import is.

    `state` is `queued` or `running`, then `ready` (goal `read`) or `checked` (goal `check`), where it waits for
    `start`; `done`, `failed` (with `error`) or `cancelled` at the end.
    """

    id: str
    filename: str
    goal: str
    state: str
    error: str
    columns: tuple[str, ...]
    samples: tuple[tuple[str, ...], ...]
    mapping: dict[str, Any]
    country: str
    add_tags: tuple[str, ...]
    segment: str | None
    rows_total: int
    rows_read: int
    rows_created: int
    rows_updated: int
    rows_unchanged: int
    rows_refused: int
    rows_repeated: int
    created_at: datetime
    finished_at: datetime | None

    @property
    def is_working(self) -> bool:
        """Whether the server is at it."""
        return self.state in ("queued", "running")


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that could not be imported, as it was, and why."""

    line: int
    cells: tuple[str, ...]
    problem: str


@dataclass(frozen=True, slots=True)
class RefusedRows:
    """Rows that could not be imported; read on behind `next_after`."""

    columns: tuple[str, ...]
    rows: tuple[RefusedRow, ...]
    next_after: int | None
