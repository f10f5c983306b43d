"""Recording events: what contacts did, in batches, each once per key."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from contacts.services.event_checks import event_problems, properties_text
from contacts.services.event_writing import EventResult, EventRow, events_write
from workspaces.clock import database_now
from workspaces.errors import FieldError, InvalidInput


@dataclass(frozen=True, slots=True)
class EventIn:
    """An event to record. Without `occurred_at` it happened now; without a `key` it counts however often it comes."""

    contact_id: UUID
    name: str
    properties: Mapping[str, Any] = field(default_factory=dict)
    occurred_at: datetime | None = None
    key: str | None = None


@transaction.atomic
def events_record(*, workspace_id: UUID, events: Sequence[EventIn], now: datetime | None = None) -> list[EventResult]:
    """Records a batch in four or five statements, however large; one result per event, in the same order.

    Of events with one key the first counts. Raises InvalidInput (`events[3].name`) when any of them is not acceptable;
    then none is recorded. The triggers stage routes what was recorded.
    """
    moment = now or database_now()
    rows = []
    details: list[FieldError] = []
    for place, event in enumerate(events):
        text = properties_text(event.properties)
        problems = event_problems(event.name, event.key, event.occurred_at, moment)
        if isinstance(text, str) and not problems:
            rows.append(EventRow(event.contact_id, event.name, text, event.occurred_at or moment, event.key))
        else:
            problems += [] if isinstance(text, str) else text
            details += [FieldError(f"events[{place}].{each.field}", each.message, each.code) for each in problems]
    if details:
        raise InvalidInput(f"{details[0].field}: {details[0].message}", details)
    return events_write(workspace_id, rows, moment)
