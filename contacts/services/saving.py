"""Saving contacts for somebody whose campaigns listen to that: the contact is put in, what it agreed to is noted, and
the event that it was saved is recorded, in one transaction.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction

from contacts.models import ConsentState, Contact
from contacts.services.consent import ConsentChange, consent_set_many
from contacts.services.contacts import contact_upsert
from contacts.services.events import EventIn, events_record
from contacts.services.upserting import Upserted, UpsertOutcome, contacts_upsert
from workspaces.channels import Channel, MessageType
from workspaces.clock import database_now
from workspaces.errors import FieldError, InvalidInput
from workspaces.models import Workspace
from workspaces.services import Actor

SAVED = "contact.saved"
CONSENT = "email_consent"
_WORDS = tuple(ConsentState.values)


@transaction.atomic
def contact_save(*, workspace: Workspace, fields: Mapping[str, Any], actor: Actor) -> tuple[Contact, bool]:
    """As `contact_upsert`, with `email_consent` (a ConsentState, about marketing) beside the fields of the contact.

    A refusal is not taken back by that. Records the event `contact.saved` with the property `is_new`.
    """
    rest, state, problem = _split(fields)
    if problem is not None:
        raise InvalidInput.of(problem.field, problem.message)
    contact, is_new = contact_upsert(workspace=workspace, fields=rest, actor=actor)
    _follow_up(workspace.pk, {contact.pk: is_new}, {contact.pk: state} if state else {})
    return contact, is_new


@transaction.atomic
def contacts_save(*, workspace: Workspace, items: Sequence[object], actor: Actor) -> list[Upserted]:
    """As `contacts_upsert`, each item as `contact_save` takes it; what was refused has no event."""
    parted = [_split(item) for item in items]
    fit = [place for place, (_, _, problem) in enumerate(parted) if problem is None]
    done = contacts_upsert(workspace=workspace, items=[parted[place][0] for place in fit], actor=actor) if fit else []
    answers = {place: Upserted(UpsertOutcome.REFUSED, problems=(fault,)) for place, fault in _faults(parted)}
    answers |= dict(zip(fit, done, strict=True))
    new: dict[UUID, bool] = {}
    states: dict[UUID, str] = {}
    for place in fit:
        contact_id = answers[place].contact_id
        if contact_id is None:
            continue
        new[contact_id] = new.get(contact_id, False) or answers[place].outcome is UpsertOutcome.CREATED
        if state := parted[place][1]:
            states[contact_id] = state
    if new:
        _follow_up(workspace.pk, new, states)
    return [answers[place] for place in range(len(items))]


_Parted = tuple[Any, str, FieldError | None]


def _split(item: object) -> _Parted:
    """The fields of the contact, the word about consent ("": none), and what is wrong with that."""
    if not isinstance(item, Mapping) or CONSENT not in item:
        return item, "", None
    state = item[CONSENT]
    if state is not None and (not isinstance(state, str) or state not in _WORDS):
        return item, "", FieldError(CONSENT, f"must be one of {', '.join(_WORDS)}")
    return {name: value for name, value in item.items() if name != CONSENT}, state or "", None


def _faults(parted: Sequence[_Parted]) -> Iterable[tuple[int, FieldError]]:
    for place, (_, _, problem) in enumerate(parted):
        if problem is not None:
            yield place, problem


def _follow_up(workspace_id: UUID, new: Mapping[UUID, bool], states: Mapping[UUID, str]) -> None:
    """What was agreed to, then the events: whom they let in is asked for consent."""
    changes = [
        ConsentChange(contact_id, Channel.EMAIL.value, MessageType.MARKETING.value, state)
        for contact_id, state in states.items()
    ]
    if changes:
        consent_set_many(workspace_id=workspace_id, changes=changes, source="api", now=database_now())
    saved = [EventIn(contact_id, SAVED, {"is_new": is_new}) for contact_id, is_new in new.items()]
    events_record(workspace_id=workspace_id, events=saved)
