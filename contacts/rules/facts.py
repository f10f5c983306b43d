"""What conditions are answered from in memory: one contact's facts as they were loaded. Knows no SQL.

`loading` fills it; each condition type reads it in `holds` and `saw`, and adds what only it needs (`load`).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from contacts.rules.builder import MOST_BYTES, MOST_SHOWN, RuleContext


class TooManyFacts(Exception):
    """The contact has more of something than is loaded for one answer; PostgreSQL has to be asked instead."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Who is asked about, as of when and where; what condition types load by."""

    workspace_id: UUID
    contact_id: UUID
    now: datetime
    context: RuleContext
    execution_id: int | None
    trigger: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Facts:
    """One contact: the columns, the attributes (numbers as Decimal), and per condition type what it loaded.

    `zone` is the workspace's. `trigger` is what set the execution off, None where nothing can have.
    """

    asked: Asked
    own: Mapping[str, Any]
    attributes: Mapping[str, Any]
    tags: tuple[str, ...]
    score: int
    zone: ZoneInfo
    trigger: Mapping[str, Any] | None
    loaded: Mapping[str, Any]

    @property
    def now(self) -> datetime:
        """As of when the rule is asked."""
        return self.asked.now

    @property
    def today(self) -> date:
        """The day in the workspace's zone."""
        return self.now.astimezone(self.zone).date()


def exact_json(text: str) -> Any:
    """A JSON document whose numbers are Decimal, as exact as jsonb keeps them."""
    return json.loads(text, parse_float=Decimal, parse_int=Decimal)


def shown(value: Any) -> Any:
    """The value as answers show it: plain numbers, and of what is long only the beginning."""
    text = value if isinstance(value, str) else _written(value)
    if len(text.encode()) > MOST_BYTES:
        return f"{text[:MOST_SHOWN]}…"
    return value if isinstance(value, str) else json.loads(text)


def _written(value: Any) -> str:
    """A JSON value as jsonb writes it: numbers with all their digits, shorter keys first."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, list):
        return f"[{', '.join(map(_written, value))}]"
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: (len(key.encode()), key.encode()))
        return f"{{{', '.join(f'{_written(key)}: {_written(value[key])}' for key in keys)}}}"
    return json.dumps(value, ensure_ascii=False)
