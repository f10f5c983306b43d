"""Days and zones as policies see them: whose clock holds for a message, and when its next day begins."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from messaging.delivery.batch import Batch, Candidate
from workspaces.timezones import known_timezones


def zone_name(batch: Batch, row: Candidate) -> str:
    """The contact's time zone, or the workspace's where the contact has none that is known."""
    contact = batch.contacts.get(row.contact_id)
    own = contact.timezone if contact else ""
    return own if _is_known(own) else batch.streams[row.stream_id].timezone


def next_day(now: datetime, zone: ZoneInfo) -> datetime:
    """When the day after `now`'s begins: of a midnight that comes twice the first, of a skipped one the change."""
    return start_of_day(local_date(now, zone) + timedelta(days=1), zone)


def local_date(moment: datetime, zone: ZoneInfo) -> date:
    """The day that it is in the zone at the moment."""
    return moment.astimezone(zone).date()


def start_of_day(day: date, zone: ZoneInfo) -> datetime:
    """When the day begins in the zone: of a midnight that comes twice the first, of a skipped one the change."""
    return datetime.combine(day, time.min, zone).astimezone(UTC)


@cache
def _is_known(name: str) -> bool:
    return name in known_timezones()
