"""Days of a workspace's time zone, as dates that people choose, and the moments between which they lie."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from workspaces.errors import InvalidInput

_FIRST, _LAST = date(2000, 1, 1), date(2100, 1, 1)


@dataclass(frozen=True, slots=True)
class DayRange:
    """Days of the workspace's time zone, both included; None: from the beginning, until now."""

    first: date | None = None
    last: date | None = None

    @property
    def is_open(self) -> bool:
        """Whether it is all of time."""
        return self.first is None and self.last is None

    def moments(self, timezone: str) -> tuple[datetime, datetime]:
        """The first moment, and the one after the last. Raises InvalidInput for a wrong order, and out of reach."""
        first, last = self.first or _FIRST, self.last or _LAST
        for name, day in (("from", first), ("to", last)):
            if not _FIRST <= day <= _LAST:
                raise InvalidInput.of(name, f"must be from {_FIRST} to {_LAST}")
        if last < first:
            raise InvalidInput.of("to", "must not be before from")
        zone = ZoneInfo(timezone)
        return datetime.combine(first, time(), zone), datetime.combine(last + timedelta(days=1), time(), zone)


ALWAYS = DayRange()
