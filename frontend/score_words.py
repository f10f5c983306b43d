"""Score rules in a marketer's words, and what their form says as the service takes it."""

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict

from contacts.models import ScoreRule
from contacts.rules import parse, plain_words
from contacts.rules.conditions.operators import operator_words
from workspaces.errors import InvalidInput

# How many tests of an event's properties the form has room for.
TESTS = 3
OPERATORS = {
    "equals": "is",
    "not_equals": "is not",
    "contains": "contains",
    "=": "= (number)",
    ">": "is more than",
    ">=": "is at least",
    "<": "is less than",
    "<=": "is at most",
    "is": "is yes or no",
    "is_set": "is there",
    "is_not_set": "is not there",
}
_NUMBERS = ("=", ">", ">=", "<", "<=")
_LONE = ("is_set", "is_not_set")
_WHOLE = ("points", "most", "window_days", "half_life_days", "period_days")
_OF_KIND = {
    "event": ("event", "most", "window_days", "half_life_days"),
    "rule": (),
    "inactivity": ("most", "period_days"),
}


_SOURCES = {
    "user": "By hand",
    "key": "Over the API",
    "campaign": "By a step of a campaign",
    "import": "By an import",
    "merge": "The higher one of two contacts that were merged",
}


def score_source_words(source: str) -> str:
    """What set a score, if no rule did: `By an import`."""
    return _SOURCES.get(source.partition(":")[0], "By hand or by a campaign")


def signed(points: int) -> str:
    """+1,200 or −5."""
    return f"{'+' if points > 0 else '−' if points < 0 else ''}{abs(points):,}"


def rule_sentence(rule: ScoreRule, names: Mapping[str, str]) -> str:
    """What the rule does, as in `+5 each time they do “ordered”, halved every 30 days`."""
    points = signed(rule.points)
    if rule.kind == "rule":
        return f"{points} while {plain_words(parse(rule.rule), names)}"
    if rule.kind == "inactivity":
        most = f", {rule.most:,} times at most" if rule.most else ""
        return f"{points} for every {_days(rule.period_days)} without any event{most}; never below what was given"
    parts = [f"{points} {_how_often(rule.most)} they do “{rule.event}”"]
    parts += [f"where {test['field']} {operator_words(test['operator'], test['value'])}" for test in rule.filter]
    if rule.window_days:
        parts.append(f"in the last {_days(rule.window_days)}")
    if rule.half_life_days:
        parts.append(f"halved every {_days(rule.half_life_days)}")
    return ", ".join(parts)


def fields_of(data: QueryDict, rule: Any) -> dict[str, Any]:
    """What the form says; parts of other kinds are left out. Raises InvalidInput for what is no whole number."""
    kind = data.get("kind", "")
    fields: dict[str, Any] = {"name": data.get("name", ""), "kind": kind, "is_active": data.get("is_active") == "1"}
    for name in ("points", *_OF_KIND.get(kind, ())):
        text = data.get(name, "").strip()
        fields[name] = _whole(name, text) if name in _WHOLE else text
    if kind == "event":
        fields["filter"] = [_test(data, number) for number in range(TESTS) if data.get(f"field{number}", "").strip()]
    if kind == "rule":
        fields["rule"] = rule
    return fields


def _test(data: QueryDict, number: int) -> dict[str, Any]:
    operator, text = data.get(f"operator{number}", ""), data.get(f"value{number}", "").strip()
    test: dict[str, Any] = {"field": data.get(f"field{number}", "").strip(), "operator": operator}
    if operator in _LONE:
        return test
    if operator in _NUMBERS:
        return test | {"value": _number(f"value{number}", text)}
    return test | {"value": text.lower() in ("yes", "true", "1")} if operator == "is" else test | {"value": text}


def _number(name: str, text: str) -> int | float:
    try:
        return int(text)
    except ValueError:
        pass
    try:
        return float(text)
    except ValueError:
        raise InvalidInput.of(name, "must be a number") from None


def _whole(name: str, text: str) -> int | None:
    if not text:
        if name == "points":
            raise InvalidInput.of(name, "is needed", "required")
        return None
    try:
        return int(text)
    except ValueError:
        raise InvalidInput.of(name, "must be a whole number") from None


def _how_often(most: int | None) -> str:
    if most is None:
        return "each time"
    return "once when" if most == 1 else f"each of the last {most:,} times"


def _days(number: int | None) -> str:
    return "day" if number == 1 else f"{number:,} days"
