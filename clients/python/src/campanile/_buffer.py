"""Events that wait to be sent: what both senders share. Knows nothing of time, threads or the network."""

import logging
import uuid
from collections import deque
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from campanile._bulk import MOST_ITEMS, parts
from campanile._calls import encoded
from campanile.errors import ApiError, AuthError, BufferFull, CampanileError, NetworkError, UndeliveredEvents
from campanile.models import EventFields, EventRow, EventsTaken

OnRefused = Callable[[Mapping[str, Any], EventRow], None]
log = logging.getLogger("campanile")


class Buffer:
    """A queue of events, with those set aside that the server will not take however often they are sent."""

    def __init__(self, *, batch: int, most_waiting: int, on_refused: OnRefused | None) -> None:
        if not 1 <= batch <= MOST_ITEMS or most_waiting < batch:
            raise CampanileError(f"batch must be 1 to {MOST_ITEMS:,}, and most_waiting no less.")
        self.batch = batch
        self._most_waiting = most_waiting
        self._on_refused = on_refused or _warn
        self._waiting: deque[EventFields] = deque()
        self._aside: list[EventFields] = []
        self._cause: CampanileError | None = None

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, event: EventFields) -> str:
        """Takes one event and answers its key, under which it counts once however often it is sent."""
        if len(self._waiting) + len(self._aside) >= self._most_waiting:
            raise BufferFull(f"{self._most_waiting:,} events wait to be sent already.") from self._cause
        kept: EventFields = {**event}
        if not kept.get("name"):
            raise CampanileError("An event needs a name.")
        key = kept.get("key") or str(uuid.uuid4())
        kept["key"] = key
        if kept.get("occurred_at") is None:
            kept["occurred_at"] = datetime.now(UTC)
        # What JSON can't say is refused here, before it stands in the way of the others.
        encoded(kept)
        self._waiting.append(kept)
        return key

    def head(self) -> list[EventFields]:
        """The oldest events, as many as one request takes; they stay until `settle` or `put_aside`."""
        oldest = [self._waiting[place] for place in range(min(self.batch, len(self._waiting)))]
        first = next(parts(oldest), None)
        return oldest[: len(first.items)] if first else []

    def settle(self, taken: EventsTaken) -> list[tuple[EventFields, EventRow]]:
        """Drops the events that an answer is about; those that were refused come back with the reason."""
        sent = [self._waiting.popleft() for _ in taken.events]
        return [(event, row) for event, row in zip(sent, taken.events, strict=True) if row.outcome == "refused"]

    def put_aside(self, number: int, cause: CampanileError) -> None:
        """Keeps the oldest events from being sent again: the server has refused the request as a whole."""
        self._aside.extend(self._waiting.popleft() for _ in range(number))
        self._cause = cause
        log.error("%d event(s) were refused as a whole: %s", number, cause)

    def tell_refused(self, refused: list[tuple[EventFields, EventRow]]) -> None:
        """Tells whoever wants to know of events that the server did not take."""
        for event, row in refused:
            try:
                self._on_refused(event, row)
            except Exception:
                # Whatever the callback does, the other events go on their way.
                log.exception("on_refused failed for the event with the key %s", event["key"])

    def give_up(self, cause: CampanileError | None) -> None:
        """Hands everything that is left back to the caller. Raises UndeliveredEvents where there is something."""
        left = [*self._aside, *self._waiting]
        cause = cause or self._cause
        self._aside, self._cause = [], None
        self._waiting.clear()
        if left:
            raise UndeliveredEvents(left) from cause

    def refuse_aside(self) -> None:
        """As `give_up`, for what was set aside only; the others go on waiting."""
        left, cause = self._aside, self._cause
        self._aside, self._cause = [], None
        if left:
            raise UndeliveredEvents(left) from cause


def _warn(event: Mapping[str, Any], row: EventRow) -> None:
    reasons = "; ".join(f"{problem.field}: {problem.message}" for problem in row.errors)
    log.warning("The event %r (key %s) was refused: %s", event["name"], event["key"], reasons)


def may_pass(error: CampanileError) -> bool:
    """Whether sending again later may help: the server is away, busy or broken, or the key is about to be mended."""
    if isinstance(error, NetworkError | AuthError):
        return True
    return isinstance(error, ApiError) and (error.status_code in (409, 429) or error.status_code >= 500)
