"""Recording events: what contacts did, in batches, each once per key."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from contacts.arrays import uuid_array
from contacts.cleaning import Unfit, clean_text
from contacts.models import EventKey
from contacts.models.event import AHEAD, KEY_LENGTH, NAME_LENGTH, event_digest
from contacts.services.contacts import REFRESH
from workspaces.clock import database_now
from workspaces.errors import FieldError, InvalidInput
from workspaces.json_checks import json_problems
from workspaces.nudge import nudge
from workspaces.sql import load

MAX_PROPERTIES_BYTES = 32_768
EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
ROUTE = "campaigns.tasks.run_triggers"


class EventOutcome(StrEnum):
    """What became of an event that was handed in."""

    RECORDED = "recorded"
    DUPLICATE = "duplicate"  # the workspace has an event with that key; nothing was written
    UNKNOWN_CONTACT = "unknown_contact"  # the workspace has no such contact; nothing was written


@dataclass(frozen=True, slots=True)
class EventIn:
    """An event to record. Without `occurred_at` it happened now; without a `key` it counts however often it comes."""

    contact_id: UUID
    name: str
    properties: Mapping[str, Any] = field(default_factory=dict)
    occurred_at: datetime | None = None
    key: str | None = None


@dataclass(frozen=True, slots=True)
class EventResult:
    """The outcome, and the row's id: of a duplicate that of the first one, None where there is no row."""

    outcome: EventOutcome
    event_id: int | None = None


def event_problems(event: EventIn, now: datetime) -> list[FieldError]:
    """Everything that is wrong with one event, field by field; empty where it may be recorded."""
    problems = [*_text_problems("name", event.name, NAME_LENGTH)]
    if event.key is not None:
        problems += _text_problems("key", event.key, KEY_LENGTH)
    found = list(json_problems(dict(event.properties), "properties"))
    if not found and len(json.dumps(event.properties).encode()) > MAX_PROPERTIES_BYTES:
        found.append(FieldError("properties", f"more than {MAX_PROPERTIES_BYTES} bytes of JSON", "too_large"))
    if event.occurred_at is not None and not EARLIEST <= event.occurred_at <= now + AHEAD:
        found.append(FieldError("occurred_at", "must lie between 1970 and now", "out_of_range"))
    return problems + found


@transaction.atomic
def events_record(*, workspace_id: UUID, events: Sequence[EventIn], now: datetime | None = None) -> list[EventResult]:
    """Records a batch in two or three statements, however large; one result per event, in the same order.

    Of events with one key the first counts. Raises InvalidInput (`events[3].name`) when any of them is not acceptable;
    then none is recorded. The triggers stage routes what was recorded.
    """
    moment = now or database_now()
    _refuse_wrong(events, moment)
    firsts: dict[str, int] = {}
    for place, event in enumerate(events):
        if event.key is not None:
            firsts.setdefault(event.key, place)
    tried = [place for place, event in enumerate(events) if event.key is None or firsts[event.key] == place]
    made = _insert(workspace_id, [events[place] for place in tried], moment)
    results = {tried[row]: _result(event_id) for row, event_id in made.items()}
    _name_duplicates(workspace_id, events, results)
    _follow(workspace_id, [event for place, event in enumerate(events) if _is_new(results.get(place))])
    unknown = EventResult(EventOutcome.UNKNOWN_CONTACT)
    answers = []
    for place, event in enumerate(events):
        first = results.get(place if event.key is None else firsts[event.key], unknown)
        repeated = event.key is not None and firsts[event.key] != place and first.event_id is not None
        answers.append(EventResult(EventOutcome.DUPLICATE, first.event_id) if repeated else first)
    return answers


def _refuse_wrong(events: Sequence[EventIn], now: datetime) -> None:
    details = [
        FieldError(f"events[{place}].{problem.field}", problem.message, problem.code)
        for place, event in enumerate(events)
        for problem in event_problems(event, now)
    ]
    if details:
        raise InvalidInput(f"{details[0].field}: {details[0].message}", details)


def _text_problems(name: str, text: str, limit: int) -> list[FieldError]:
    try:
        clean = clean_text(text, limit)
        clean.encode()
    except Unfit as unfit:
        return [FieldError(name, unfit.message, unfit.code)]
    except UnicodeEncodeError:
        return [FieldError(name, "holds half a surrogate pair", "unstorable")]
    if not clean or clean != text:
        return [FieldError(name, "must not be empty, nor begin or end with blanks", "blank")]
    return []


def _insert(workspace_id: UUID, events: Sequence[EventIn], now: datetime) -> dict[int, int | None]:
    """Ids by place in the batch; None where the key is taken, left out where the contact is unknown."""
    params: dict[str, Any] = {
        "workspace": workspace_id,
        "contacts": uuid_array(event.contact_id for event in events),
        "names": [event.name for event in events],
        "properties": [json.dumps(dict(event.properties)) for event in events],
        "moments": [event.occurred_at or now for event in events],
        "keys": [event.key for event in events],
        "digests": [None if event.key is None else event_digest(workspace_id, event.key) for event in events],
        "now": now,
    }
    with connection.cursor() as cursor:
        cursor.execute(load("contacts", "events_insert"), params)
        return {row - 1: event_id for row, event_id in cursor.fetchall()}


def _result(event_id: int | None) -> EventResult:
    return EventResult(EventOutcome.DUPLICATE if event_id is None else EventOutcome.RECORDED, event_id)


def _is_new(result: EventResult | None) -> bool:
    return result is not None and result.outcome is EventOutcome.RECORDED


def _name_duplicates(workspace_id: UUID, events: Sequence[EventIn], results: dict[int, EventResult]) -> None:
    """Fills in the ids of those that were there first. A statement of its own: a batch that was just being written by
    somebody else is visible to it, and not to the INSERT that waited for it."""
    taken = [place for place, result in results.items() if result.outcome is EventOutcome.DUPLICATE]
    if not taken:
        return
    digests = {place: UUID(event_digest(workspace_id, events[place].key or "")) for place in taken}
    rows = EventKey.objects.in_workspace(workspace_id).filter(pk__in=digests.values())
    ids = dict(rows.values_list("pk", "event_id"))
    for place, digest in digests.items():
        results[place] = EventResult(EventOutcome.DUPLICATE, ids.get(digest))


def _follow(workspace_id: UUID, recorded: Sequence[EventIn]) -> None:
    """What has to happen because of new events: segments look again where they ask for them, triggers are woken."""
    if not recorded:
        return
    params: dict[str, Any] = {
        "workspace": workspace_id,
        "contacts": uuid_array(event.contact_id for event in recorded),
        "names": [event.name for event in recorded],
    }
    with connection.cursor() as cursor:
        cursor.execute(load("contacts", "events_touch"), params)
        touched = cursor.rowcount
    if touched:
        nudge(REFRESH)
    nudge(ROUTE)
