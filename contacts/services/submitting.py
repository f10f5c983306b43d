"""Events as somebody outside hands them in: contacts named by whatever the sender knows of them, one answer each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import transaction

from contacts.cleaning import Unfit
from contacts.selectors.resolve import ContactRef, contacts_resolve
from contacts.services.event_checks import event_problems, properties_text
from contacts.services.event_writing import EventOutcome, EventResult, EventRow, events_write
from contacts.services.unknown import contacts_for_events, ref_cleaned
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


_TAKEN = {EventOutcome.RECORDED: Taken.RECORDED, EventOutcome.DUPLICATE: Taken.DUPLICATE}


@dataclass(frozen=True, slots=True)
class EventTaken:
    """The outcome; `event_id` and `public_id` are the row's (of a duplicate the first one's), None where refused."""

    outcome: Taken
    event_id: int | None = None
    public_id: str | None = None
    problems: tuple[FieldError, ...] = ()


@transaction.atomic
def events_submit(
    *, workspace_id: UUID, drafts: Sequence[EventDraft], create_contacts: bool = False, now: datetime | None = None
) -> list[EventTaken]:
    """Records what is acceptable, all of it or nothing, and answers for each draft in its order.

    A few statements, whatever the number. Whom nobody knows is refused, or made a contact by the address, number or id
    that names them (`create_contacts`). Raises nothing for what is wrong with a draft: that stands in its answer.
    """
    moment = now or database_now()
    taken: dict[int, EventTaken] = {}
    texts: dict[int, str] = {}
    for place, draft in enumerate(drafts):
        text = properties_text(draft.properties)
        problems = event_problems(draft.name, draft.key, draft.occurred_at, moment)
        if isinstance(text, str) and not problems:
            texts[place] = text
        else:
            taken[place] = _refused([*problems, *([] if isinstance(text, str) else text)])
    contacts = _contacts(workspace_id, {place: drafts[place].who for place in texts}, create_contacts, moment)
    rows: dict[int, EventRow] = {}
    for place, text in texts.items():
        found, draft = contacts[place], drafts[place]
        if isinstance(found, UUID):
            rows[place] = EventRow(found, draft.name, text, draft.occurred_at or moment, draft.key)
        else:
            taken[place] = _refused([found])
    results = events_write(workspace_id, list(rows.values()), moment) if rows else []
    for place, result in zip(rows, results, strict=True):
        taken[place] = _answer(drafts[place].who, result)
    return [taken[place] for place in range(len(drafts))]


def _contacts(
    workspace_id: UUID, refs: Mapping[int, ContactRef], create: bool, now: datetime
) -> dict[int, UUID | FieldError]:
    """The contact of each place, or why there is none."""
    ids = contacts_resolve(workspace_id=workspace_id, refs=list(refs.values())) if refs else []
    found: dict[int, UUID | FieldError] = {
        place: contact_id or _unknown(ref) for (place, ref), contact_id in zip(refs.items(), ids, strict=True)
    }
    strangers = {place: refs[place] for place, each in found.items() if not isinstance(each, UUID)}
    if create and strangers:
        found |= contacts_for_events(workspace_id=workspace_id, refs=strangers, now=now)
    return found


def _answer(who: ContactRef, result: EventResult) -> EventTaken:
    if result.outcome is EventOutcome.UNKNOWN_CONTACT:
        return _refused([_unknown(who)])
    if result.event_id is None:
        return _refused([FieldError("key", "belongs to an event that was erased just now", "erased")])
    return EventTaken(_TAKEN[result.outcome], result.event_id, result.public_id)


def _refused(problems: Sequence[FieldError]) -> EventTaken:
    return EventTaken(Taken.REFUSED, problems=tuple(problems))


def _unknown(who: ContactRef) -> FieldError:
    """Why nobody is meant: the name can be nobody's, such as a phone number without a country, or it is nobody's."""
    try:
        ref_cleaned(who)
    except Unfit as unfit:
        return FieldError(who.field, unfit.message, unfit.code)
    return FieldError(who.field, "there is no such contact", "unknown_contact")
