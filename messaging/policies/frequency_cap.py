"""Keeps to `{"count": n, "days": d}`: at most n marketing messages per contact and channel in any d days.

The stream's own cap wins over the workspace's. A message over the cap waits until the window frees; one that finds no
room after a whole window since its creation is skipped. Transactional messages neither wait nor count.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from messaging.delivery.batch import Batch, Candidate
from messaging.policies.base import Decision, HoldUntil, Policy, Skip
from messaging.policies.contact_history import BUSY, IN_FLIGHT, lock_contacts
from workspaces.channels import MessageType
from workspaces.sql import load

_Key = tuple[UUID, str]


class FrequencyCap(BaseModel):
    """The setting, as streams and workspaces store it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    count: int = Field(ge=1, le=1000)
    days: int = Field(ge=1, le=366)


def parse_cap(value: object) -> FrequencyCap | None:
    """The cap in a stored setting; None where there is none. Raises pydantic's ValidationError."""
    return None if value is None else FrequencyCap.model_validate(value)


@dataclass(frozen=True, slots=True)
class _Capped:
    row: Candidate
    cap: FrequencyCap


class FrequencyCapPolicy(Policy):
    """Holds marketing messages to contacts who have had as many as the cap allows.

    A cap is `{"count": 3, "days": 1}` on the campaign, else on the workspace: at most so many marketing messages per
    contact and channel in any such span. What was accepted, is on its way, or is of unknown outcome counts. A message
    over the cap waits until the oldest one leaves the window; one that finds no room even after a whole window since
    its creation is skipped. Transactional messages neither wait nor count.
    """

    key = "frequency_cap"
    reasons = ("frequency_cap",)

    def evaluate(self, batch: Batch) -> Mapping[int, Decision]:
        """Two queries where any stream of the batch has a cap: lock the contacts, then read what they got."""
        caps = {stream.id: stored_cap(stream.frequency_cap) for stream in batch.streams.values()}
        capped = [
            _Capped(row, cap)
            for row in batch.rows
            if row.message_type == MessageType.MARKETING and (cap := caps.get(row.stream_id)) is not None
        ]
        if not capped:
            return {}
        locked = lock_contacts({item.row.contact_id for item in capped})
        sent = _sent_times(locked, batch.now - timedelta(days=max(item.cap.days for item in capped)), batch.now)
        return dict(_decisions(capped, locked, sent, batch.now))


def stored_cap(value: object) -> FrequencyCap | None:
    """The cap in a stored setting; None where there is none, or none that can be read."""
    try:
        return parse_cap(value)
    except ValidationError:
        # Settings are validated where they are written; one that slipped through must not stop every message.
        return None


def _decisions(
    capped: Iterable[_Capped], locked: set[UUID], sent: dict[_Key, list[datetime]], now: datetime
) -> Iterable[tuple[int, Decision]]:
    for item in sorted(capped, key=lambda item: item.row.id):
        if item.row.contact_id not in locked:
            yield item.row.id, HoldUntil(now + BUSY, "frequency_cap")
            continue
        window = timedelta(days=item.cap.days)
        times = sent[item.row.contact_id, item.row.channel]
        inside = [moment for moment in times if moment > now - window]
        if len(inside) < item.cap.count:
            times.append(now)  # counts for the next message to this contact in the same batch
            continue
        yield item.row.id, _over_cap(item, inside[-item.cap.count], now)


def _over_cap(item: _Capped, blocking: datetime, now: datetime) -> Decision:
    window = timedelta(days=item.cap.days)
    detail = f"{item.cap.count} in {item.cap.days} days"
    if blocking >= now:
        return HoldUntil(now + IN_FLIGHT, "frequency_cap", detail)
    if now >= item.row.created_at + window:
        return Skip("frequency_cap", detail)
    return HoldUntil(blocking + window, "frequency_cap", detail)


def _sent_times(contact_ids: set[UUID], since: datetime, now: datetime) -> dict[_Key, list[datetime]]:
    """When each contact was sent marketing on each channel, oldest first; what is on its way counts as now."""
    times: dict[_Key, list[datetime]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(
            load("messaging.policies", "sent_times"), {"contacts": list(contact_ids), "since": since, "now": now}
        )
        for contact_id, channel, moment in cursor.fetchall():
            times[contact_id, channel].append(moment)
    return times
