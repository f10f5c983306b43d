"""Wait until a date and time: exact, or local time in each contact's own time zone."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import BeforeValidator

from campaigns.nodes.base import Batch
from campaigns.nodes.moves import Moves
from campaigns.nodes.waiting.kind import WaitKind, go_at_once, rows_by_zone
from campaigns.nodes.waiting.local import instant

DATE_PASSED = "date_passed"
WAIT_UNTIL = "wait_until"


def _moment(value: object) -> object:
    if value is None or isinstance(value, datetime):
        return value
    try:
        moment = datetime.fromisoformat(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        raise ValueError("must be a date-time like 2026-01-31T09:00 or 2026-01-31T09:00+01:00") from None
    if not 2000 <= moment.year <= 2100:
        raise ValueError("must be between the years 2000 and 2100")
    return moment


Moment = Annotated[datetime, BeforeValidator(_moment)]


class UntilWait(WaitKind):
    """Rests until the moment; who comes later goes on at once."""

    def __init__(self, until: datetime) -> None:
        self._until = until

    def arrive(self, batch: Batch[Any], rows: Sequence[int], moves: Moves) -> None:
        """One moment, or one per time zone."""
        if self._until.tzinfo is not None:
            self._rest(batch, rows, self._until.astimezone(UTC), moves)
            return
        for zone, places in rows_by_zone(batch, rows).items():
            self._rest(batch, places, instant(self._until, zone), moves)

    def words(self) -> str:
        """`until 2026-12-24 18:00`."""
        return f"until {self._until:%Y-%m-%d %H:%M}" + (f" ({self._until:%Z})" if self._until.tzinfo else "")

    @staticmethod
    def _rest(batch: Batch[Any], rows: Sequence[int], until: datetime, moves: Moves) -> None:
        if until > batch.now:
            moves.wait(until, rows, reason=WAIT_UNTIL)
        else:
            go_at_once(batch, rows, moves, reason=DATE_PASSED)
