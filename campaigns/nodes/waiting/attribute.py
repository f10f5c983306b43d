"""Wait until a date that stands in an attribute of the contact, or some time before or after it."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from functools import cache
from typing import Any

from dateutil.relativedelta import relativedelta
from pydantic import Field, model_validator

from campaigns.nodes.base import Batch, NodeConfig
from campaigns.nodes.moves import Moves
from campaigns.nodes.waiting.duration import Unit, check_length, length_words
from campaigns.nodes.waiting.kind import WaitKind, go_at_once
from campaigns.nodes.waiting.local import instant
from campaigns.nodes.waiting.until import DATE_PASSED

DATE_MISSING = "date_missing"
WAIT_ATTRIBUTE = "wait_attribute"
_EXACT = frozenset({"seconds", "minutes", "hours"})


class Offset(NodeConfig):
    """How long after the date, or before it where negative. Days, weeks and months keep the local time of day."""

    value: int = Field(strict=True, description="How many units; negative: before the date.")
    unit: Unit = Field(description="The unit of time.")

    @model_validator(mode="after")
    def _limited(self) -> "Offset":
        check_length(self.value, self.unit)
        return self

    def words(self) -> str:
        """`3 days before`."""
        return f"{length_words(abs(self.value), self.unit)} {'before' if self.value < 0 else 'after'}"


class AttributeWait(WaitKind):
    """Rests until the contact's own date.

    The date is read again when the moment has come: who has been given a later one rests on. No date, or none that can
    be read, and one that has passed: the contact goes on at once.
    """

    def __init__(self, attribute: str, offset: Offset | None) -> None:
        self._attribute = attribute
        self._offset = offset

    def arrive(self, batch: Batch[Any], rows: Sequence[int], moves: Moves) -> None:
        """One moment per contact."""
        moments = self._moments(batch, rows)
        missing = [row for row in rows if moments[row] is None]
        later = {row: moment for row in rows if (moment := moments[row]) is not None and moment > batch.now}
        passed = [row for row in rows if row not in later and moments[row] is not None]
        moves.wait(list(later.values()), list(later), reason=WAIT_ATTRIBUTE)
        go_at_once(batch, missing, moves, reason=DATE_MISSING)
        go_at_once(batch, passed, moves, reason=DATE_PASSED)

    def resume(self, batch: Batch[Any], rows: Sequence[int], moves: Moves) -> None:
        """On they go, but for those whose date was moved on."""
        moments = self._moments(batch, rows)
        later = {row: moment for row in rows if (moment := moments[row]) is not None and moment > batch.now}
        moves.wait(list(later.values()), list(later), reason=WAIT_ATTRIBUTE)
        onward = [row for row in rows if row not in later] if later else rows
        super().resume(batch, onward, moves)

    def words(self) -> str:
        """`until 3 days before renewal`."""
        return f"until {self._offset.words()} {self._attribute}" if self._offset else f"until {self._attribute}"

    def _moments(self, batch: Batch[Any], rows: Sequence[int]) -> dict[int, datetime | None]:
        zones = batch.world.zones(batch)
        dates = batch.world.dates(batch, self._attribute)
        moment = cache(lambda text, zone: date_moment(text, zone, self._offset))
        return {row: moment(dates[row], zones[row]) for row in rows}


def date_moment(text: str | None, zone: tzinfo, offset: Offset | None = None) -> datetime | None:
    """The moment (UTC) of a date or date-time as attributes hold it, moved by the offset; None where it is none.

    A date is its midnight in the zone, a date-time without an offset local time of the zone.
    """
    try:
        given = datetime.fromisoformat(text or "")
        local = given if given.tzinfo is None else given.astimezone(zone).replace(tzinfo=None)
        if offset is None or offset.unit in _EXACT:
            moment = instant(given, zone) if given.tzinfo is None else given.astimezone(UTC)
            return moment + timedelta(**{offset.unit: offset.value}) if offset else moment
        step = {offset.unit: offset.value}
        return instant(local + relativedelta(**step), zone)  # type: ignore[arg-type]
    except (ValueError, OverflowError):
        return None
