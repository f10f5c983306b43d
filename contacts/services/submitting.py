"""Events as somebody outside hands them in: contacts named by whatever the sender knows of them, one answer each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import transaction

from contacts.models import Event
from contacts.selectors.resolve import ContactRef, contacts_resolve
from contacts.services.events import EventIn, EventOutcome, EventResult, event_problems, events_record
from workspaces.clock import database_now
from workspaces.errors import FieldError

MAX_EVENTS = 1_000


@dataclass(frozen=True, slots=True)
class EventDraft:
    """An event whose contact has yet to be found. Without `occurred_at` it happened now."""

    who: ContactRef
    name: str
    properties: Mapping[str, Any] = field(default_factory=dict)
    occurred_at: datetime | None = None
    key: str | None = None


class Taken(StrEnum):
    """What became of an event that was handed in."""

    RECORDED = "recorded"
    DUPLICATE = "duplicate"  # its key was known; nothing was written
    REFUSED = "refused"  # nothing was written, and `problems` say why


@dataclass(frozen=True, slots=True)
class EventTaken:
    """The outcome; `event` is the row (of a duplicate the first one), None where it was refused."""

    outcome: Taken
    event: Event | None = None
    problems: tuple[FieldError, ...] = ()


@transaction.atomic
def events_submit(*, workspace_id: UUID, drafts: Sequence[EventDraft], now: datetime | None = None) -> list[EventTaken]:
    """Records what is acceptable, all of it or nothing, and answers for each draft in its order.

    A few statements, whatever the number. Raises nothing for what is wrong with a draft: that stands in its answer.
    """
    moment = now or database_now()
    contacts = contacts_resolve(workspace_id=workspace_id, refs=[draft.who for draft in drafts])
    taken: dict[int, EventTaken] = {}
    events: dict[int, EventIn] = {}
    for place, (draft, contact_id) in enumerate(zip(drafts, contacts, strict=True)):
        event = EventIn(contact_id or UUID(int=0), draft.name, draft.properties, draft.occurred_at, draft.key)
        problems = event_problems(event, moment)
        if contact_id is None:
            problems.insert(0, _unknown(draft))
        if problems:
            taken[place] = EventTaken(Taken.REFUSED, problems=tuple(problems))
        else:
            events[place] = event
    results = events_record(workspace_id=workspace_id, events=list(events.values()), now=moment) if events else []
    taken |= _answers(workspace_id, drafts, dict(zip(events, results, strict=True)))
    return [taken[place] for place in range(len(drafts))]


def _answers(
    workspace_id: UUID, drafts: Sequence[EventDraft], results: Mapping[int, EventResult]
) -> dict[int, EventTaken]:
    ids = {result.event_id for result in results.values() if result.event_id is not None}
    rows = Event.objects.in_workspace(workspace_id).in_bulk(ids) if ids else {}
    answers = {}
    for place, result in results.items():
        event = rows.get(result.event_id or 0)
        if result.outcome is EventOutcome.UNKNOWN_CONTACT:
            answers[place] = EventTaken(Taken.REFUSED, problems=(_unknown(drafts[place]),))
        elif event is None:
            problem = FieldError("key", "belongs to an event that was erased just now", "erased")
            answers[place] = EventTaken(Taken.REFUSED, problems=(problem,))
        else:
            answers[place] = EventTaken(Taken(result.outcome.value), event)
    return answers


def _unknown(draft: EventDraft) -> FieldError:
    return FieldError(draft.who.field, "there is no such contact", "unknown_contact")
