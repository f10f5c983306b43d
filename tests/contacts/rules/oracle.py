"""The rule language once more, in plain Python over one contact: what the SQL must agree with.

Written from docs/rules.md and docs/reference/rules and not from the compiler.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from contacts.models import Contact

UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
OWN = {"email", "phone", "first_name", "last_name", "timezone", "external_id", "created_at"}
OPPOSITES = {
    "not_equals": "equals",
    "not_contains": "contains",
    "not_in": "in",
    "is_not_set": "is_set",
    "!=": "=",
    "has_not": "has",
    "is_not": "is",
}


@dataclass(frozen=True)
class World:
    """What a rule may ask for beside the contact's own row."""

    now: datetime
    members: Mapping[str, set[UUID]]
    consents: Mapping[tuple[UUID, str], str]


def matches(rule: Mapping[str, Any], contact: Contact, world: World) -> bool:
    """Whether the rule (as data) holds for the contact."""
    if "rules" in rule:
        answers = [matches(child, contact, world) for child in rule["rules"]]
        answer = all(answers) if rule["condition"] == "AND" else any(answers)
        return answer != rule.get("not", False)
    operator = rule["operator"]
    if rule["type"] == "segment":
        return (contact.pk in world.members[rule["value"]]) == (operator == "in")
    positive = OPPOSITES.get(operator, operator)
    return _leaf(rule, positive, contact, world) == (positive == operator)


def _leaf(leaf: Mapping[str, Any], operator: str, contact: Contact, world: World) -> bool:
    value = leaf.get("value")
    match leaf["type"]:
        case "tag":
            return value in contact.tags
        case "score":
            return _number(contact.score, operator, value)
        case "consent":
            return world.consents.get((contact.pk, leaf["field"]), "unknown") == value
    stored = getattr(contact, leaf["field"]) if leaf["field"] in OWN else contact.attributes.get(leaf["field"])
    if operator == "is_set":
        return stored not in (None, "", [])
    if operator == "is":
        return isinstance(stored, bool) and stored == value
    if operator in ("=", "<", "<=", ">", ">=", "between"):
        return isinstance(stored, int | float) and not isinstance(stored, bool) and _number(stored, operator, value)
    if operator in ("before", "after", "on", "within_last", "within_next", "older_than"):
        moment = _instant(stored)
        return moment is not None and _date(moment, operator, str(value), world.now)
    if isinstance(stored, list):
        return operator == "contains" and value in stored
    return isinstance(stored, str) and _text(stored, operator, value, folded=leaf["field"] == "email")


def _number(stored: float, operator: str, value: Any) -> bool:
    match operator:
        case "=":
            return bool(stored == value)
        case "<":
            return bool(stored < value)
        case "<=":
            return bool(stored <= value)
        case ">":
            return bool(stored > value)
        case ">=":
            return bool(stored >= value)
    return bool(value[0] <= stored <= value[1])


def _text(stored: str, operator: str, value: Any, *, folded: bool) -> bool:
    match operator:
        case "equals":
            return stored == value or (folded and stored.lower() == value.lower())
        case "in":
            return any(_text(stored, "equals", item, folded=folded) for item in value)
        case "contains":
            return value.lower() in stored.lower()
        case "starts_with":
            return stored.lower().startswith(value.lower())
    return stored.lower().endswith(value.lower())


def _instant(stored: object) -> datetime | None:
    if isinstance(stored, datetime):
        return stored
    if not isinstance(stored, str) or len(stored) < 10 or not stored[0].isdigit():
        return None
    try:
        if len(stored) == 10:
            return datetime.combine(date.fromisoformat(stored), time(), UTC)
        moment = datetime.fromisoformat(stored)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _date(moment: datetime, operator: str, value: str, now: datetime) -> bool:
    match operator:
        case "before":
            start = _instant(value)
            return start is not None and moment < start
        case "after":
            start = _instant(value)
            assert start is not None
            return moment >= start + timedelta(days=1) if len(value) == 10 else moment > start
        case "on":
            return moment.astimezone(UTC).date() == date.fromisoformat(value)
        case "within_last":
            return now - _window(value) <= moment <= now
        case "within_next":
            return now <= moment <= now + _window(value)
    return moment < now - _window(value)


def _window(text: str) -> timedelta:
    return int(text[:-1]) * UNITS[text[-1]]
