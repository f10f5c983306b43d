"""How many points contacts have by a workspace's rules, as of a day: one statement for many contacts. Writes nothing.

Time counts in whole days (UTC): what is computed changes with the contact, with its events, or at midnight.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from contacts.arrays import uuid_array
from contacts.models import ScoreKind, ScoreRule
from contacts.rules import RuleContext, compile, is_volatile, parse
from contacts.rules.builder import Builder
from contacts.rules.conditions.properties import PropertyTest, property_sql
from workspaces.sql import load

_SQL = "contacts.scoring"
_ANY_NUMBER = 2_000_000_000
_MOST_POINTS = (1 << 31) - 1


@dataclass(frozen=True, slots=True)
class Points:
    """What one contact has: in all, by the id of each rule that gave some, and whether that changes as days go by."""

    total: int
    parts: dict[str, int] = field(default_factory=dict)
    ages: bool = False


@dataclass(frozen=True, slots=True)
class _Arm:
    sql: str
    params: dict[str, Any]


def points_of(
    workspace_id: UUID, rules: Sequence[ScoreRule], contact_ids: Collection[UUID], now: datetime
) -> dict[UUID, Points]:
    """The points of each of these contacts by the workspace's rules; one statement, whatever their number."""
    arms = [_ARMS[ScoreKind(rule.kind)](number, rule, now) for number, rule in enumerate(rules)]
    given: defaultdict[UUID, dict[int, int]] = defaultdict(dict)
    if arms and contact_ids:
        params: dict[str, Any] = {
            "workspace": workspace_id,
            "contacts": uuid_array(contact_ids),
            "today": _day(now).date(),
            "tomorrow": _day(now) + timedelta(days=1),
        }
        for arm in arms:
            params |= arm.params
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(arm.sql for arm in arms), params)
            for contact, number, points in cursor.fetchall():
                given[contact][number] = int(points)
    waning = any(rule.kind == ScoreKind.INACTIVITY for rule in rules)
    return {contact: _summed(rules, given[contact], waning) for contact in contact_ids}


def sweeps_everybody(rules: Iterable[ScoreRule]) -> bool:
    """Whether a new day may change the points of contacts who have none."""
    return any(rule.kind == ScoreKind.RULE and is_volatile(parse(rule.rule)) for rule in rules)


def _summed(rules: Sequence[ScoreRule], given: dict[int, int], waning: bool) -> Points:
    """Inactivity takes away what other rules gave, and no more."""
    idle = {number: points for number, points in given.items() if rules[number].kind == ScoreKind.INACTIVITY}
    parts = {number: points for number, points in given.items() if number not in idle and points}
    room = max(sum(parts.values()), 0)
    ages = any(rules[number].half_life_days or rules[number].window_days for number in parts)
    ages = ages or (waning and room > 0)
    for number, points in sorted(idle.items()):
        taken = max(points, -room) if points < 0 else points
        room += taken
        if taken:
            parts[number] = taken
    total = max(-_MOST_POINTS, min(_MOST_POINTS, sum(parts.values())))
    return Points(total, {str(rules[number].pk): points for number, points in sorted(parts.items())}, ages)


def _day(now: datetime) -> datetime:
    return now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def _event(number: int, rule: ScoreRule, now: datetime) -> _Arm:
    builder = Builder(rule.workspace_id, now, RuleContext(), f"e{number}_")
    tests = [PropertyTest.model_validate(test) for test in rule.filter]
    wanted = [property_sql("e.properties", each.field, each.operator, each.value, builder) for each in tests]
    params = {
        f"n{number}_number": number,
        f"n{number}_name": rule.event,
        f"n{number}_points": rule.points,
        f"n{number}_most": rule.most or _ANY_NUMBER,
        f"n{number}_half_life": rule.half_life_days,
        f"n{number}_since": _since(rule, now),
    }
    sql = _named("event_arm", number).replace("{filter}", " AND ".join(f"({test})" for test in wanted) or "TRUE")
    return _Arm(sql, builder.params | params)


def _since(rule: ScoreRule, now: datetime) -> datetime | None:
    return _day(now) - timedelta(days=rule.window_days - 1) if rule.window_days else None


def _rule(number: int, rule: ScoreRule, now: datetime) -> _Arm:
    predicate = compile(parse(rule.rule), rule.workspace_id, now, prefix=f"r{number}_")
    params = {f"n{number}_number": number, f"n{number}_points": rule.points}
    return _Arm(_named("rule_arm", number).replace("{predicate}", predicate.sql), predicate.params | params)


def _inactivity(number: int, rule: ScoreRule, now: datetime) -> _Arm:
    params = {
        f"n{number}_number": number,
        f"n{number}_points": rule.points,
        f"n{number}_most": rule.most or _ANY_NUMBER,
        f"n{number}_period": rule.period_days,
    }
    return _Arm(_named("inactivity_arm", number), params)


def _named(name: str, number: int) -> str:
    """The arm with parameters of its own."""
    return load(_SQL, name).replace("%(n_", f"%(n{number}_")


_ARMS: dict[ScoreKind, Callable[[int, ScoreRule, datetime], _Arm]] = {
    ScoreKind.EVENT: _event,
    ScoreKind.RULE: _rule,
    ScoreKind.INACTIVITY: _inactivity,
}
