"""What the journal says of the events that ended waits."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import connection

from campaigns.engine.waking.events import missed_events
from campaigns.nodes.waiting.signals import event_of
from contacts.models import Event
from workspaces.ids import encode_row


def events_told(execution_ids: Sequence[int], signals: Sequence[str], now: datetime) -> dict[int, Mapping[str, object]]:
    """By place in the batch: the event that ended the wait; left out where none did.

    A wait whose end has come is asked once more: an event may be recorded that nobody has routed yet.
    """
    known = {place: event_of(signal) for place, signal in enumerate(signals)}
    silent = {execution_ids[place]: place for place, event in known.items() if event is None}
    if silent:
        with connection.cursor() as cursor:
            missed = missed_events(list(silent), now, cursor)
        known |= {silent[execution]: event for execution, event in missed.items()}
    wanted = {event for event in known.values() if event is not None}
    details = _details(wanted) if wanted else {}
    return {place: details.get(event, {"event_id": event}) for place, event in known.items() if event is not None}


def _details(event_ids: set[int]) -> dict[int, Mapping[str, object]]:
    """An event that was erased since has left its row's number only."""
    rows = Event.objects.across_workspaces().filter(pk__in=event_ids)
    return {
        pk: {"event": name, "event_id": encode_row(Event.ID_PREFIX, pk, created_at), "occurred_at": occurred_at}
        for pk, name, created_at, occurred_at in rows.values_list("pk", "name", "created_at", "occurred_at")
    }
