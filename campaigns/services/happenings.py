"""Something a contact did, and at once what it set off."""

from dataclasses import dataclass

from django.db import transaction

from campaigns.engine.routing.happened import event_route
from campaigns.explain import EventDecisions, event_decisions
from contacts.models import Event
from contacts.services import EventDraft, Taken, UnknownContacts, events_submit, unknown_contacts_policy
from workspaces.clock import database_now
from workspaces.errors import InvalidInput
from workspaces.models import Workspace


@dataclass(frozen=True, slots=True)
class Happened:
    """What came of the event; `new` is false for a duplicate, of which the first one is told."""

    new: bool
    decisions: EventDecisions


def event_happen(*, workspace: Workspace, draft: EventDraft) -> Happened:
    """Records an event and lets the triggers look at it. Raises InvalidInput by its fields; then nothing is written.

    Recorded it stays, also where looking fails: the triggers stage comes back to it.
    """
    create = unknown_contacts_policy(workspace) is UnknownContacts.CREATE
    (taken,) = events_submit(workspace_id=workspace.pk, drafts=[draft], create_contacts=create)
    if taken.outcome is Taken.REFUSED:
        raise InvalidInput(f"{taken.problems[0].field}: {taken.problems[0].message}", taken.problems)
    event = Event.objects.in_workspace(workspace).filter(pk=taken.event_id).first()
    if event is None:
        raise InvalidInput.of("key", "was applied to an event that is kept no longer", "expired")
    if event.routed_at is None:
        with transaction.atomic():
            event_route(event, database_now())
        event.refresh_from_db()
    return Happened(taken.outcome is Taken.RECORDED, event_decisions(event))
