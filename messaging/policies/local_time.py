"""Days and zones as policies see them: whose clock holds for a message, and when its next day begins."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from messaging.delivery.batch import Batch, Candidate
from workspaces.timezones import known_timezones

# What waited for a common moment goes out over this time.
_SCATTER = timedelta(minutes=10)


def zone_name(batch: Batch, row: Candidate) -> str:
    """The contact's time zone, or the workspace's where the contact has none that is known."""
    contact = batch.contacts.get(row.contact_id)
    own = contact.timezone if contact else ""
    return own if _is_known(own) else batch.streams[row.stream_id].timezone


def by_zone(batch: Batch, rows: Iterable[Candidate]) -> Mapping[str, list[Candidate]]:
    """The messages by the zone whose clock holds for them."""
    found: dict[str, list[Candidate]] = defaultdict(list)
    for row in rows:
        found[zone_name(batch, row)].append(row)
    return found


def next_day(now: datetime, zone: ZoneInfo) -> datetime:
    """When the day after `now`'s begins: of a midnight that comes twice the first, of a skipped one the change."""
    return start_of_day(local_date(now, zone) + timedelta(days=1), zone)


def local_date(moment: datetime, zone: ZoneInfo) -> date:
    """The day that it is in the zone at the moment."""
    return moment.astimezone(zone).date()


def start_of_day(day: date, zone: ZoneInfo) -> datetime:
    """When the day begins in the zone: of a midnight that comes twice the first, of a skipped one the change."""
    return datetime.combine(day, time.min, zone).astimezone(UTC)


def moments(day: date, clock: time, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The moments that a local time may mean: two where the clocks change, else the same one twice."""
    local = datetime.combine(day, clock, zone)
    return local.astimezone(UTC), local.replace(fold=1).astimezone(UTC)


def scattered(message_id: int, room: timedelta) -> timedelta:
    """How long after a common moment a message goes out: up to ten minutes, and half of the room at most.

    The same at every look at the message; spread evenly over messages that were made together.
    """
    return timedelta(seconds=message_id % min(_SCATTER, room / 2).total_seconds())


@cache
def _is_known(name: str) -> bool:
    return name in known_timezones()
