"""Events of a body as the service takes them: what is in order is read in one pass, the rest by the serializer, which
says what is wrong."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, TypeGuard

from rest_framework.exceptions import ValidationError

from contacts.api.tenant.shapes import EventFields
from contacts.models.event import KEY_LENGTH, NAME_LENGTH
from contacts.selectors import ContactRef
from contacts.services import EventDraft
from workspaces.api.problems import problem_of
from workspaces.errors import FieldError
from workspaces.json_checks import json_problems

# What names the contact, and the longest text that does.
_NAMES = {"contact_id": 64, "email": 254, "phone": 40, "external_id": 120}
_FIELDS = frozenset(("name", "properties", "occurred_at", "key", *_NAMES))
_NOTHING: dict[str, Any] = {}
Refusals = tuple[FieldError, ...]


def drafts_of(items: Sequence[Any]) -> tuple[dict[int, EventDraft], dict[int, Refusals]]:
    """The events that have the shape of one, and why the others have not, each by its place."""
    drafts: dict[int, EventDraft] = {}
    refused: dict[int, Refusals] = {}
    shape = EventFields()
    for place, item in enumerate(items):
        draft = plain_draft(item)
        if draft is not None:
            drafts[place] = draft
            continue
        # What can't be stored, or is nested without end, is nothing for a serializer.
        problems: Refusals = tuple(json_problems(item, ""))
        if not problems:
            try:
                drafts[place] = draft_of(shape.run_validation(item))
                continue
            except ValidationError as error:
                problem = problem_of(error)
                problems = problem.details if problem is not None else ()
        refused[place] = tuple(FieldError(each.field or "body", each.message, each.code) for each in problems)
    return drafts, refused


def shown_field(problem: FieldError) -> str:
    """The field's name for an answer, which can't hold all that a name in a body may."""
    return problem.field.encode(errors="replace").decode()


def draft_of(checked: Mapping[str, Any]) -> EventDraft:
    """The fields of one event that the serializer has checked."""
    field = next(name for name in _NAMES if checked.get(name) is not None)
    return EventDraft(
        ContactRef(field, checked[field]),
        checked["name"],
        checked.get("properties", {}),
        checked.get("occurred_at"),
        checked.get("key"),
    )


def plain_draft(item: Any) -> EventDraft | None:
    """What the serializer would make of an event as nearly all are; None where that is for it to say.

    Properties may hold what can't be stored; the service looks at them.
    """
    if type(item) is not dict or not _FIELDS.issuperset(item):
        return None
    name, key, moment = item.get("name"), item.get("key"), item.get("occurred_at")
    properties = item.get("properties", _NOTHING)
    who = _who(item)
    if who is None or not _is_plain(name, NAME_LENGTH) or type(properties) is not dict:
        return None
    if key is not None and not _is_plain(key, KEY_LENGTH):
        return None
    if moment is not None and (moment := _moment(moment)) is None:
        return None
    return EventDraft(who, name, properties, moment, key)


def _who(item: dict[str, Any]) -> ContactRef | None:
    field = None
    for name in _NAMES:
        if item.get(name) is not None:
            if field is not None:
                return None
            field = name
    if field is None:
        return None
    value = item[field]
    return ContactRef(field, value) if _is_plain(value, _NAMES[field]) and value == value.strip() else None


def _is_plain(value: Any, longest: int) -> TypeGuard[str]:
    return type(value) is str and 0 < len(value) <= longest and value.isprintable() and not value.isspace()


def _moment(value: Any) -> datetime | None:
    """A moment with its offset; everything else is for the serializer."""
    if type(value) is not str or len(value) < 20:
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None
