"""What a page sends: its key and events, each with how long ago it happened by the page's own clock."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from contacts.selectors import ContactRef
from contacts.services import EventDraft
from workspaces.errors import InvalidInput

MAX_BYTES = 64 * 1024
MAX_ITEMS = 50
# An event may have waited on the visitor's machine for so long.
_OLDEST = timedelta(days=30)
_NAMES = ("contact_id", "email", "phone", "external_id")
_FIELDS = {"id", "name", "properties", "age", "who"}


@dataclass(frozen=True, slots=True)
class SiteCall:
    """A body that could be read. Events have yet to be looked at."""

    key: str
    items: list[Any]


def call_of(raw: bytes) -> SiteCall:
    """Raises InvalidInput for what is no call."""
    try:
        body = json.loads(raw.decode(errors="surrogateescape"))
    except (ValueError, RecursionError):
        raise InvalidInput.of("body", "is no JSON") from None
    if not isinstance(body, dict) or set(body) != {"key", "events"} or not isinstance(body["key"], str):
        raise InvalidInput.of("body", "must hold key and events, and nothing else")
    items = body["events"]
    if not isinstance(items, list) or not 1 <= len(items) <= MAX_ITEMS:
        raise InvalidInput.of("events", f"must be a list of 1 to {MAX_ITEMS}")
    return SiteCall(body["key"], items)


def draft_of(item: Any, now: datetime) -> EventDraft:
    """One event. Raises InvalidInput by the name of the field."""
    if not isinstance(item, dict) or not _FIELDS.issuperset(item):
        raise InvalidInput.of("event", f"must be an object of {', '.join(sorted(_FIELDS))}")
    name, key, properties = item.get("name"), item.get("id"), item.get("properties", {})
    if not isinstance(name, str) or not isinstance(key, str) or not isinstance(properties, dict):
        raise InvalidInput.of("event", "name and id must be texts, and properties an object")
    return EventDraft(_who(item.get("who")), name, properties, now - _age(item.get("age", 0)), key)


def _age(milliseconds: Any) -> timedelta:
    if not isinstance(milliseconds, int | float) or isinstance(milliseconds, bool) or not milliseconds >= 0:
        raise InvalidInput.of("age", "must be milliseconds")
    return timedelta(milliseconds=min(milliseconds, _OLDEST / timedelta(milliseconds=1)))


def _who(given: Any) -> ContactRef:
    if isinstance(given, Mapping) and len(given) == 1:
        ((field, value),) = given.items()
        if field in _NAMES and isinstance(value, str) and value.strip() and len(value) <= 254:
            return ContactRef(field, value)
    raise InvalidInput.of("who", f"must be one of {', '.join(_NAMES)}")
