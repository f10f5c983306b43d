"""The events that a page sends, each with how long ago it happened by the page's own clock."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from contacts.api.site.calls import require_fields
from contacts.selectors import ContactRef
from contacts.services import EventDraft
from workspaces.errors import InvalidInput

MAX_ITEMS = 50
# An event may have waited on the visitor's machine for so long.
_OLDEST = timedelta(days=30)
_NAMES = ("contact_id", "email", "phone", "external_id")
_FIELDS = {"id", "name", "properties", "age", "who"}


def events_of(body: Mapping[str, Any]) -> list[Any]:
    """The events, which have yet to be looked at. Raises InvalidInput for what is no call."""
    require_fields(body, "events")
    items = body["events"]
    if not isinstance(items, list) or not 1 <= len(items) <= MAX_ITEMS:
        raise InvalidInput.of("events", f"must be a list of 1 to {MAX_ITEMS}")
    return items


def draft_of(item: Any, now: datetime) -> EventDraft:
    """One event. Raises InvalidInput by the name of the field."""
    if not isinstance(item, dict) or not _FIELDS.issuperset(item):
        raise InvalidInput.of("event", f"must be an object of {', '.join(sorted(_FIELDS))}")
    name, key, properties = item.get("name"), item.get("id"), item.get("properties", {})
    if not isinstance(name, str) or not isinstance(key, str) or not isinstance(properties, dict):
        raise InvalidInput.of("event", "name and id must be texts, and properties an object")
    return EventDraft(who_of(item.get("who")), name, properties, now - _age(item.get("age", 0)), key)


def _age(milliseconds: Any) -> timedelta:
    if not isinstance(milliseconds, int | float) or isinstance(milliseconds, bool) or not milliseconds >= 0:
        raise InvalidInput.of("age", "must be milliseconds")
    return timedelta(milliseconds=min(milliseconds, _OLDEST / timedelta(milliseconds=1)))


def who_of(given: Any) -> ContactRef:
    """Who is meant by `{"email": …}` and the like. Raises InvalidInput."""
    if isinstance(given, Mapping) and len(given) == 1:
        ((field, value),) = given.items()
        if field in _NAMES and isinstance(value, str) and value.strip() and len(value) <= 254:
            return ContactRef(field, value)
    raise InvalidInput.of("who", f"must be one of {', '.join(_NAMES)}")
