"""Reads the history of a batch's contacts, once for all limits on contacts; see contact_history.py for what it is."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from messaging.delivery.arrays import plain_array
from messaging.delivery.batch import Batch, Candidate, ContactLimit
from messaging.policies.caps import caps_on, stream_caps
from messaging.policies.contact_history import History, Rival, Sent, marketing
from workspaces.sql import load

# No calendar day of any zone is longer, be it that a clock is put back by a day at the date line.
LONGEST_DAY = timedelta(hours=50)
# A calendar day is at most two days long, and a zone's date at most one from that of UTC.
_MARGIN = timedelta(days=3)
_NEVER = 2**31 - 1


@dataclass(frozen=True, slots=True)
class _Reach:
    """How far back limits of one kind look, and how many messages it takes at least until one of them holds a further
    one."""

    since: datetime
    least: int = _NEVER


def history_of(batch: Batch) -> History:
    """What a policy needs to know of the batch's contacts, with nothing added to it yet.

    Two statements for the first one that asks, none for the others, nor where no message is under a limit.
    """
    if History not in batch.kept:
        batch.kept[History] = _read(batch)
    found: History = batch.kept[History]
    return replace(found, added=defaultdict(list))


def _read(batch: Batch) -> History:
    rows = _limited(batch)
    if not rows:
        return History()
    contacts = Counter(row.contact_id for row in rows)
    several = [pk for pk, number in contacts.items() if number > 1] if len(contacts) < len(rows) else []
    busy = lock_contacts(contacts)
    free = [pk for pk in contacts if pk not in busy] if busy else contacts
    history = _had(batch, rows, free, several)
    open_contacts = busy | history.sent.keys() | history.rivals.keys() | set(several)
    if not open_contacts:
        return history
    return replace(history, busy=busy, in_question={row.id for row in rows if row.contact_id in open_contacts})


def lock_contacts(contact_ids: Iterable[UUID]) -> set[UUID]:
    """Locks the contacts' rows until the claim commits; returns those that somebody else has locked."""
    with connection.cursor() as cursor:
        cursor.execute(load("messaging.policies", "lock_contacts"), {"contacts": plain_array(contact_ids)})
        return {row[0] for row in cursor.fetchall()}


def _limited(batch: Batch) -> list[Candidate]:
    """The messages that any limit on contacts is about."""
    streams = batch.streams.values()
    wholly = {stream.id for stream in streams if stream.cooldown.is_set or stream.daily_cap.is_set}
    capped = {stream.id: found for stream in streams if stream.id not in wholly and (found := stream_caps(stream))}
    rows = marketing(batch, {*wholly, *capped})
    return [row for row in rows if row.stream_id in wholly or caps_on(row, capped[row.stream_id])] if capped else rows


def _had(batch: Batch, rows: Sequence[Candidate], contacts: Iterable[UUID], several: Sequence[UUID]) -> History:
    reaches = _reaches(batch)
    params: dict[str, Any] = {
        "contacts": plain_array(contacts),
        "several": plain_array(several),
        "since": min(reach.since for reach in reaches),
        "sinces": [reach.since for reach in reaches],
        "leasts": [reach.least for reach in reaches],
        "now": batch.now,
        "above": min(batch.streams[stream_id].priority for stream_id in {row.stream_id for row in rows}),
        "claimed": plain_array(row.id for row in batch.claimed),
    }
    sent: dict[UUID, list[Sent]] = defaultdict(list)
    rivals: dict[UUID, list[Rival]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(load("messaging.policies", "contact_history"), params)
        for contact_id, stream_id, channel, moment, priority in cursor.fetchall():
            if moment is None:
                rivals[contact_id].append(Rival(stream_id, channel, priority))
            else:
                sent[contact_id].append(Sent(stream_id, channel, moment))
    return History(sent=sent, rivals=rivals)


def _reaches(batch: Batch) -> tuple[_Reach, _Reach, _Reach]:
    """Those of cooldowns, of daily caps and of frequency caps."""
    cooldowns, daily = _limits(batch, "cooldown"), _limits(batch, "daily_cap")
    caps = [cap for stream in batch.streams.values() for cap in stream_caps(stream)]
    none = _Reach(batch.now)
    cooldown = _Reach(batch.now - timedelta(seconds=max(cooldowns)), 1) if cooldowns else none
    day = _Reach(batch.now - LONGEST_DAY, min(daily)) if daily else none
    if not caps:
        return cooldown, day, none
    window = timedelta(days=max(cap.days for cap in caps)) + _MARGIN
    return cooldown, day, _Reach(batch.now - window, min(cap.count for cap in caps))


def _limits(batch: Batch, name: str) -> list[int]:
    """All values of a kind of limit that hold for any message of the batch."""
    limits: list[ContactLimit] = [getattr(stream, name) for stream in batch.streams.values()]
    return [value for limit in limits for value in (limit.campaign, limit.workspace) if value is not None]
