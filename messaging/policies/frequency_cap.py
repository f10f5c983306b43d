"""Keeps to the frequency caps: at most so many marketing messages to one contact within so many calendar days.

What a cap is and which ones hold for a campaign is said in caps.py.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from messaging.delivery.batch import Batch, Candidate
from messaging.models import MessageStream
from messaging.policies.base import Decision, HoldUntil, Policy, Skip
from messaging.policies.caps import FrequencyCap, caps_on, stream_caps, tag_of
from messaging.policies.contact_history import (
    BUSY,
    GIVES_WAY,
    IN_FLIGHT,
    History,
    Sent,
    latest,
)
from messaging.policies.history_reading import history_of
from messaging.policies.local_time import local_date, start_of_day, zone_name


@dataclass(frozen=True, slots=True)
class _Room:
    """What the decision over one message looks at."""

    row: Candidate
    zone: ZoneInfo
    now: datetime
    history: History
    tagged: Mapping[str, Collection[UUID]]


class FrequencyCapPolicy(Policy):
    """Holds marketing messages to contacts who have had as many as a frequency cap allows.

    A cap is `{"count": 3, "days": 7}`: at most so many marketing messages to one contact within so many days of the
    contact's own calendar (the workspace's where the contact has no time zone), today being the last of them. It counts
    each channel by itself. A campaign's own cap takes the place of the workspace's; one with a `channel` is about that
    channel only. The workspace's caps for a `tag` hold beside them: they count the messages of all campaigns with the
    tag, over all channels together.

    What was accepted, is on its way, or is of unknown outcome counts. A message over a cap waits until the day begins
    on which the oldest one that is in its way has left the window; while that is still on its way, for at most five
    minutes at a time. It is skipped if there is no room when as many days have gone by since it was made. Where several
    messages to one contact are due, the campaign with the higher priority gets the room, and among equals the older
    message. Transactional messages neither wait nor count.
    """

    key = "frequency_cap"
    reasons = ("frequency_cap",)

    def evaluate(self, batch: Batch) -> Mapping[int, Decision]:
        """Works on what the limits on contacts have read; the first of them that is asked costs two statements.

        A third one finds the campaigns of the tags, where a cap is about one and may hold a message.
        """
        caps = {stream.id: found for stream in batch.streams.values() if (found := stream_caps(stream))}
        if not caps:
            return {}
        history = history_of(batch)
        rows = history.questions(batch, caps)
        capped = {row.id: on for row in rows if (on := caps_on(row, caps[row.stream_id]))}
        tagged = _tagged(batch, {tag for on in capped.values() for cap in on if (tag := tag_of(cap))})
        decided: dict[int, Decision] = {}
        for row in (row for row in rows if row.id in capped):
            room = _Room(row, ZoneInfo(zone_name(batch, row)), batch.now, history, tagged)
            decision = _decide(room, capped[row.id], batch.streams[row.stream_id].priority)
            if decision is not None:
                decided[row.id] = decision
            else:
                history.add(row, batch.now)
        return decided


def _tagged(batch: Batch, tags: Collection[str]) -> dict[str, set[UUID]]:
    """The streams of each tag, in the workspaces of the batch."""
    if not tags:
        return {}
    workspaces = {stream.workspace_id for stream in batch.streams.values()}
    streams = MessageStream.objects.across_workspaces().filter(workspace_id__in=workspaces, tags__overlap=list(tags))
    found: dict[str, set[UUID]] = {tag: set() for tag in tags}
    for stream_id, own in streams.values_list("id", "tags"):
        for tag in found.keys() & set(own):
            found[tag].add(stream_id)
    return found


def _decide(room: _Room, caps: Sequence[FrequencyCap], priority: int) -> Decision | None:
    if room.row.contact_id in room.history.busy:
        return HoldUntil(room.now + BUSY, "frequency_cap")
    holds = []
    for cap in caps:
        decision = _under(room, cap, priority)
        if isinstance(decision, Skip):
            return decision
        if decision is not None:
            holds.append(decision)
    return latest(holds)


def _under(room: _Room, cap: FrequencyCap, priority: int) -> Decision | None:
    """What one cap says of the message."""
    today = local_date(room.now, room.zone)
    first = today - timedelta(days=cap.days - 1)
    inside = [sent for sent in _counted(room, cap) if local_date(sent.moment, room.zone) >= first]
    if len(inside) >= cap.count:
        return _over_cap(room, cap, inside[-cap.count].moment, today)
    ahead = [rival for rival in room.history.rivals.get(room.row.contact_id, ()) if rival.priority > priority]
    counted = [rival for rival in ahead if _counts(room, cap, rival.stream_id, rival.channel)]
    if len(inside) + len(counted) >= cap.count:
        return HoldUntil(room.now + GIVES_WAY, "frequency_cap", f"{cap.words}, a campaign of higher priority first")
    return None


def _counted(room: _Room, cap: FrequencyCap) -> list[Sent]:
    return [sent for sent in room.history.had(room.row) if _counts(room, cap, sent.stream_id, sent.channel)]


def _counts(room: _Room, cap: FrequencyCap, stream_id: UUID, channel: str) -> bool:
    tag = tag_of(cap)
    return cap.counts(room.row.channel, channel) and (tag is None or stream_id in room.tagged[tag])


def _over_cap(room: _Room, cap: FrequencyCap, blocking: datetime, today: date) -> Decision:
    if today >= local_date(room.row.created_at, room.zone) + timedelta(days=cap.days):
        return Skip("frequency_cap", cap.words)
    frees = start_of_day(local_date(blocking, room.zone) + timedelta(days=cap.days), room.zone)
    if blocking >= room.now:
        return HoldUntil(min(frees, room.now + IN_FLIGHT), "frequency_cap", cap.words)
    return HoldUntil(frees, "frequency_cap", cap.words)
