"""The limits of senders: a second, an hour, a day, and while they are warmed up. Counted in a row per sender.

Claims of one sender wait for each other at that row, so that no two of them find the same room. What is over the limit
of a second is given a later one, in the order in which it came, so that a long queue isn't looked at every second.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from messaging.delivery.batch import Batch, Candidate
from messaging.delivery.sender_usage import Usage, usage_lock, usage_write
from messaging.delivery.taken import forgo_room
from messaging.policies.base import Decision, HoldUntil, Policy
from messaging.policies.local_time import next_day
from messaging.sender_limits import SenderLimits
from workspaces.channels import MessageType

_SECOND, _HOUR = timedelta(seconds=1), timedelta(hours=1)
# No message is given a second that is further away: it may be free sooner, when others are stopped.
_HORIZON = timedelta(hours=1)
# A sender that nobody used for so long has nothing planned that still comes.
_IDLE = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class _Limits:
    """A sender's limits at this moment. `today` is the day's, of the warm-up perhaps."""

    second: int | None
    hour: int | None
    today: int | None
    day_at: datetime
    next_day: datetime


class SenderLimitsPolicy(Policy):
    """Holds what is over the limits of its sender: so many messages a second, an hour and a day.

    Hours are full hours, days those of the workspace's calendar; in a warm-up, the day's limit begins small and grows
    by so many percent a day until it reaches `per_day`. Messages of any type count that were accepted, are on their way
    or of unknown outcome; what turns out not to have been sent gives its hour and day back. What is over the limit of a
    second gets a later one, up to an hour away, marketing in the order in which it came, transactional messages before
    it. What is over that of an hour or a day waits for the next.
    """

    key = "sender_limits"
    reasons = ("sender_rate", "sender_hourly_limit", "sender_daily_limit")

    def evaluate(self, batch: Batch) -> Mapping[int, Decision]:
        """Two statements where any sender of the batch has a limit: lock the rows, count."""
        counted = {pk for pk, sender in batch.senders.items() if sender.limits.is_counted}
        rows: dict[UUID, list[Candidate]] = defaultdict(list)
        for row in sorted(batch.rows, key=_urgency) if counted else ():
            if row.sender_id is not None and row.sender_id in counted:
                rows[row.sender_id].append(row)
        if not rows:
            return {}
        usages = usage_lock([(pk, rows[pk][0].workspace_id) for pk in sorted(rows)])
        held: dict[int, Decision] = {}
        for sender_id, usage in usages.items():
            zone = ZoneInfo(batch.streams[rows[sender_id][0].stream_id].timezone)
            limits = _limits(batch.senders[sender_id].limits, batch.now, zone)
            held |= _take(rows[sender_id], usage, limits, batch.now)
        usage_write(usages.values())
        # What the campaign's daily limit has counted for them is free for others.
        if held:
            forgo_room([row for row in batch.rows if row.id in held])
        return held


def _urgency(row: Candidate) -> tuple[bool, datetime, int]:
    return row.message_type == MessageType.MARKETING, row.created_at, row.id


def _limits(limits: SenderLimits, now: datetime, zone: ZoneInfo) -> _Limits:
    today = now.astimezone(zone).date()
    day_at = datetime.combine(today, time.min, zone).astimezone(now.tzinfo)
    return _Limits(limits.per_second, limits.per_hour, limits.on_day(today), day_at, next_day(now, zone))


def _take(rows: list[Candidate], usage: Usage, limits: _Limits, now: datetime) -> dict[int, Decision]:
    """Counts what may go and holds the rest; `usage` is changed."""
    second = now.replace(microsecond=0)
    if second - usage.second_at > _IDLE:
        usage.planned_until = second
    usage.forward(second, second.replace(minute=0, second=0), limits.day_at)
    room = _room(usage, limits)
    counted_at = max(now, usage.second_at, usage.hour_at, usage.day_at)
    for row in rows[:room]:
        row.paced_at = counted_at
    taken = min(room, len(rows))
    usage.second_used += taken
    usage.hour_used += taken
    usage.day_used += taken
    return {row.id: _over(row, usage, limits, now) for row in rows[room:]}


def _room(usage: Usage, limits: _Limits) -> int:
    """How many more may go now."""
    pairs = ((limits.today, usage.day_used), (limits.hour, usage.hour_used), (limits.second, usage.second_used))
    return max(0, min(limit - used for limit, used in pairs if limit is not None))


def _over(row: Candidate, usage: Usage, limits: _Limits, now: datetime) -> HoldUntil:
    """Until when a message waits for which there is no room, by the longest of the limits that are used up."""
    if limits.today is not None and usage.day_used >= limits.today:
        return HoldUntil(limits.next_day, "sender_daily_limit", f"{limits.today} a day")
    if limits.hour is not None and usage.hour_used >= limits.hour:
        return HoldUntil(usage.hour_at + _HOUR, "sender_hourly_limit", f"{limits.hour} an hour")
    rate = limits.second or 1  # what is not over the others is over this one
    return HoldUntil(_later(row, usage, rate, now), "sender_rate", f"{rate} a second")


def _later(row: Candidate, usage: Usage, rate: int, now: datetime) -> datetime:
    """The second that a message gets: transactional ones the next, others the first that isn't planned full."""
    following = usage.second_at + _SECOND
    if row.message_type != MessageType.MARKETING:
        return following
    planned = max(usage.planned_until, following)
    if planned > now + _HORIZON:
        # The far end of a long queue is looked at again over the second half of the horizon.
        return now + _HORIZON / 2 + timedelta(seconds=row.id % (_HORIZON / 2).total_seconds())
    usage.planned_until = planned + _SECOND / rate
    return planned.replace(microsecond=0)
