"""A contact's events in memory, and which of them count for a condition. Not a condition type."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from contacts.rules.conditions.memory import at, property_meets
from contacts.rules.conditions.properties import PropertyTest
from contacts.rules.facts import Facts, exact_json


@dataclass(frozen=True, slots=True)
class Done:
    """One event: when it was, and its properties (None where no condition asks for any)."""

    at: datetime
    properties: Any


def as_done(rows: Iterable[tuple[str, datetime, str | None]]) -> Mapping[str, Sequence[Done]]:
    """The events by name."""
    by_name: dict[str, list[Done]] = defaultdict(list)
    for name, moment, properties in rows:
        by_name[name].append(Done(moment, None if properties is None else exact_json(properties)))
    return by_name


def counting(done: Iterable[Done], tests: Sequence[PropertyTest], since: datetime | None, facts: Facts) -> list[Done]:
    """The events that pass every test and came after `since`."""
    return [
        each
        for each in done
        if (since is None or each.at > since)
        and all(property_meets(at(each.properties, test.field), test.operator, test.value, facts) for test in tests)
    ]
