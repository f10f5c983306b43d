# Written by `python -m scripts.client_sync` from its namesake in `_async`; change that one.
"""`client.events`: what contacts did, sent one at a time, in lists, or through a buffer."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Unpack

from campanile._bulk import NO_EVENTS, events_added, parts
from campanile._calls import TENANT, Call, arrivals, data, page, path_of, post
from campanile._sync.paging import walk
from campanile._sync.sender import EventSender
from campanile._sync.transport import Transport
from campanile.errors import CampanileError
from campanile.models import Arrivals, Event, EventFields, EventRow, EventsTaken, Page, RecordedEvent

_EVENTS = f"{TENANT}/events"


class Events:
    """Events of the workspace."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def list(
        self,
        *,
        contact: str | None = None,
        name: str | None = None,
        after: datetime | str | None = None,
        before: datetime | str | None = None,
        limit: int = 100,
        cursor: str | None = None,
    ) -> Page[Event]:
        """A page of events, newest first; `contact` is an id or an e-mail address."""
        query = {
            "contact": contact,
            "name": name,
            "after": after,
            "before": before,
            "limit": limit,
            "cursor": cursor,
        }
        return self._transport.send(Call("GET", _EVENTS, page(Event, query), query=query))

    def iter(
        self,
        *,
        contact: str | None = None,
        name: str | None = None,
        after: datetime | str | None = None,
        before: datetime | str | None = None,
        limit: int = 100,
    ) -> Iterator[Event]:
        """Every event, newest first; `limit` is how many each request brings."""
        return walk(self.list, contact=contact, name=name, after=after, before=before, limit=limit)

    def arrived(
        self, cursor: str | None = None, *, contact: str | None = None, name: str | None = None, limit: int = 100
    ) -> Arrivals:
        """What came to be known behind the cursor, oldest first, however far back it is dated: none twice, none left
        out. Without a cursor nothing, and the cursor of the present."""
        query = {"order": "arrived", "contact": contact, "name": name, "limit": limit, "cursor": cursor}
        return self._transport.send(Call("GET", _EVENTS, arrivals, query=query))

    def get(self, event_id: str) -> Event:
        """One event."""
        return self._transport.send(Call("GET", f"{_EVENTS}/{path_of(event_id)}", data(Event)))

    def send(self, *, idempotency_key: str | None = None, **event: Unpack[EventFields]) -> RecordedEvent:
        """Records one event; its `outcome` is `duplicate` where its `key` was known."""
        return self._transport.send(post(_EVENTS, event, data(RecordedEvent), idempotency_key))

    def bulk(self, events: Sequence[EventFields], *, idempotency_key: str | None = None) -> EventsTaken:
        """Records many, a thousand a request, and says of each what became of it.

        Where a request fails, the error's `partial` says what became of the events of those before it.
        """
        taken = NO_EVENTS
        for part in parts(events):
            call = post(f"{_EVENTS}/bulk", {"events": part.items}, data(EventsTaken), part.key(idempotency_key))
            try:
                taken = events_added(taken, self._transport.send(call), part.start)
            except CampanileError as error:
                error.partial = taken
                raise
        return taken

    def sender(
        self,
        *,
        batch: int = 500,
        every: float = 5.0,
        most_waiting: int = 10_000,
        on_refused: Callable[[Mapping[str, Any], EventRow], None] | None = None,
    ) -> EventSender:
        """A buffer for events, to be used in a `with` block: sends `batch` of them at a time, at least `every` seconds.

        `on_refused` is told each event that the server did not take; without it they are logged as warnings.
        """
        return EventSender(self.bulk, batch=batch, every=every, most_waiting=most_waiting, on_refused=on_refused)
