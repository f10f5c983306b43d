"""Segments and who is in them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from campanile.models.decoding import Tagged


@dataclass(frozen=True, slots=True)
class Freshness:
    """Where a segment stands: `filling`, `following`, `behind`, `checked` or `frozen`."""

    state: str
    as_of: datetime | None
    checked_every: float | None
    percent: int | None


@dataclass(frozen=True, slots=True)
class UsedBy:
    """What uses a segment or a template."""

    kind: str
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Segment(Tagged):
    """A saved rule over contacts (`dynamic`), or a list of them (`static`). `rule_text` says the rule in words."""

    id: str
    name: str
    kind: str
    rule: dict[str, Any] | None
    rule_text: str
    member_count: int
    freshness: Freshness
    used_by: tuple[UsedBy, ...]
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Member:
    """A contact in a segment."""

    id: str
    email: str | None
    phone: str | None
    external_id: str | None
    first_name: str
    last_name: str


@dataclass(frozen=True, slots=True)
class MemberRow:
    """What became of one contact of a list: `add`, `remove` or `unknown`."""

    contact: str
    id: str | None
    outcome: str


@dataclass(frozen=True, slots=True)
class MembersTaken:
    """What became of a list of contacts who were to be put into a static segment or taken out of it."""

    added: int
    removed: int
    unknown: int
    contacts: tuple[MemberRow, ...]


@dataclass(frozen=True, slots=True)
class Estimate:
    """How many of the workspace's `total` contacts a rule takes; `exact` is false where it was sampled."""

    contacts: int
    exact: bool
    total: int


@dataclass(frozen=True, slots=True)
class Preview(Estimate):
    """An estimate with the rule in words and a few of the contacts."""

    rule_text: str
    sample: tuple[Member, ...]
