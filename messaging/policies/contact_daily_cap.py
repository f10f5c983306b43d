"""The daily cap of contacts: at most so many marketing messages to one contact on one day of the contact's calendar."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from messaging.delivery.batch import Batch, Candidate, StreamInfo
from messaging.policies.base import Decision, HoldUntil, Policy
from messaging.policies.contact_history import (
    BUSY,
    GIVES_WAY,
    IN_FLIGHT,
    History,
    latest,
    scopes,
)
from messaging.policies.history_reading import history_of
from messaging.policies.local_time import next_day, zone_name


class ContactDailyCapPolicy(Policy):
    """Holds marketing messages to contacts who had as many as they may on one day until their next day begins.

    `contact_daily_cap` is a number: on the campaign of that campaign's marketing messages to one contact, on the
    workspace of those of all campaigns; where both are set, both hold. The day is that of the contact's time zone, or
    the workspace's where the contact has none. Messages over any channel count that were accepted, are on their way or
    of unknown outcome; where one that counts is still on its way, it is looked at again after at most five minutes.
    Transactional messages neither wait nor count.
    """

    key = "contact_daily_cap"
    reasons = ("contact_daily_cap",)

    def evaluate(self, batch: Batch) -> Mapping[int, Decision]:
        """Works on what the limits on contacts have read; the first of them that is asked costs two statements."""
        limited = {stream.id for stream in batch.streams.values() if stream.daily_cap.is_set}
        if not limited:
            return {}
        history = history_of(batch)
        held: dict[int, Decision] = {}
        for row in history.questions(batch, limited):
            zone = ZoneInfo(zone_name(batch, row))
            hold = _hold(row, batch.streams[row.stream_id], history, batch.now, zone)
            if hold is not None:
                held[row.id] = hold
            else:
                history.add(row, batch.now)
        return held


def _hold(row: Candidate, stream: StreamInfo, history: History, now: datetime, zone: ZoneInfo) -> HoldUntil | None:
    if row.contact_id in history.busy:
        return HoldUntil(now + BUSY, "contact_daily_cap")
    today = now.astimezone(zone).date()
    holds = []
    for number, within, words in scopes(stream, stream.daily_cap):
        times = [moment for moment in history.of(row, within) if moment.astimezone(zone).date() == today]
        if len(times) >= number:
            end = next_day(now, zone)
            settled = sum(moment < now for moment in times)
            moment = end if settled >= number else min(end, now + IN_FLIGHT)
            holds.append(HoldUntil(moment, "contact_daily_cap", f"{number} a day {words}, {zone.key}"))
        elif within is None and len(times) + len(history.ahead(row, stream)) >= number:
            detail = f"{number} a day {words}, {zone.key}, a campaign of higher priority first"
            holds.append(HoldUntil(now + GIVES_WAY, "contact_daily_cap", detail))
    return latest(holds)
