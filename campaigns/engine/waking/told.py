"""What the journal says of the events that ended waits."""

from collections.abc import Mapping, Sequence, Set
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import QuerySet

from campaigns.engine.waking.events import missed_events
from campaigns.nodes.waiting.signals import event_of
from contacts.models import Event
from workspaces.ids import encode_row

_LATELY = timedelta(days=7)


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
    details = _details(wanted, now) if wanted else {}
    return {place: details.get(event, {"event_id": event}) for place, event in known.items() if event is not None}


def _details(event_ids: Set[int], now: datetime) -> dict[int, Mapping[str, object]]:
    """An event that was erased since has left its row's number only. Most are of late; older months are asked for the
    few that waited long for their turn."""
    rows = Event.objects.across_workspaces()
    found = _told(rows.filter(pk__in=event_ids, created_at__gte=now - _LATELY))
    older = event_ids - found.keys()
    return found | _told(rows.filter(pk__in=older, created_at__lt=now - _LATELY)) if older else found


def _told(rows: QuerySet[Event]) -> dict[int, Mapping[str, object]]:
    return {
        pk: {"event": name, "event_id": encode_row(Event.ID_PREFIX, pk, created_at), "occurred_at": occurred_at}
        for pk, name, created_at, occurred_at in rows.values_list("pk", "name", "created_at", "occurred_at")
    }
