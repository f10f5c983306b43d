"""Wait until the contact does something: an event of that name, which a filter may judge; or until the time is up."""

from collections.abc import Mapping, Sequence
from typing import Any

from campaigns.nodes.base import Batch
from campaigns.nodes.moves import Moves, Subscription
from campaigns.nodes.parts import Port
from campaigns.nodes.waiting.duration import Duration
from campaigns.nodes.waiting.kind import WAIT_OVER, WaitKind
from campaigns.nodes.waiting.signals import SKIPPED

WAIT_EVENT, EVENT_CAME, WAIT_TIMEOUT = "wait_event", "event_came", "wait_timeout"
# How long at most where a flow does not say it: no wait is for ever.
LONGEST = Duration(value=30, unit="days")
TIMEOUT = Port("timeout", "Time is up")


class EventWait(WaitKind):
    """Rests until the event comes that the filter lets pass, then takes `next`; takes `timeout` when the time is up."""

    ports = (Port("next", "It happened"), TIMEOUT)

    def __init__(self, event: str, filter_: Mapping[str, Any] | None, timeout: Duration | None) -> None:
        self._event = event
        self._filtered = filter_ is not None
        self._timeout = timeout or LONGEST

    def arrive(self, batch: Batch[Any], rows: Sequence[int], moves: Moves) -> None:
        """One end for all, and a subscription each."""
        subscription = Subscription("event", self._event)
        moves.wait(self._timeout.until(batch.now), rows, reason=WAIT_EVENT, subscribe=subscription)

    def resume(self, batch: Batch[Any], rows: Sequence[int], moves: Moves) -> None:
        """By `next` for whom the event came, also in the last moment, or whose wait an operator cut short."""
        skipped = [row for row in rows if batch.signals[row] == SKIPPED]
        asked = [row for row in rows if batch.signals[row] != SKIPPED] if skipped else rows
        told = batch.world.awaited_events(batch, asked) if asked else {}
        came = [row for row in asked if row in told]
        late = [row for row in asked if row not in told]
        moves.to("next", skipped, reason=WAIT_OVER)
        moves.to("next", came, reason=EVENT_CAME, details=[told[row] for row in came])
        moves.to("timeout", late, reason=WAIT_TIMEOUT, detail={"event": self._event})

    def words(self) -> str:
        """`for “ordered”, at most 3 days`."""
        filtered = " and a filter" if self._filtered else ""
        return f"for “{self._event}”{filtered}, at most {self._timeout.words()}"
