"""One event routed at once, for a caller who wants to know what it set off; the stage routes all the others."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.backends.utils import CursorWrapper

from campaigns.engine.routing.sources import Claimed, Events
from campaigns.engine.routing.stage import route
from contacts.models import Event
from workspaces.sql import load


@dataclass(frozen=True, slots=True)
class _OneEvent(Events):
    """The queue of events, of which only one is looked at."""

    event: Event

    def claim(self, limit: int, cursor: CursorWrapper) -> Claimed:
        params: dict[str, Any] = {"id": self.event.pk, "created_at": self.event.created_at}
        cursor.execute(load("campaigns.engine", "claim_event"), params)
        return self.claimed(cursor.fetchall())


def event_route(event: Event, now: datetime) -> bool:
    """Whether the event was routed by this call; if not, somebody else has done so, or is about to."""
    return route(_OneEvent(event), now, 1).done == 1
