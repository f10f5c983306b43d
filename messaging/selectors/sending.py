"""How far campaigns are with their sending: what went out and when last, and when the next message may."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Max

from contacts.arrays import uuid_array
from messaging.models import MessageCounter, MessageMetric, StreamIteration
from messaging.selectors.progress import SendProgress, delivered
from workspaces.sharding import SHARDS
from workspaces.sql import load


@dataclass(frozen=True, slots=True)
class Sending:
    """One campaign.

    `last_sent_at` is the beginning of the quarter of an hour in which a message was last accepted.
    `next_at`: when the next queued message may go out, which waits since `waiting_since`; None: nothing is queued.
    """

    progress: SendProgress
    last_sent_at: datetime | None = None
    next_at: datetime | None = None
    waiting_since: datetime | None = None


def sendings(*, workspace_id: UUID, stream_ids: Sequence[UUID]) -> dict[UUID, Sending]:
    """Of each stream of the workspace, in four queries for all; `current_iteration` is 0 where there are none."""
    if not stream_ids:
        return {}
    counted = delivered(stream_ids)
    rows = StreamIteration.objects.in_workspace(workspace_id).filter(pk__in=stream_ids)
    iterations = {row.pk: (row.number, row.reason) for row in rows}
    last, following = _last_sent(workspace_id, stream_ids), _next_sends(stream_ids)
    found = {}
    for pk in stream_ids:
        sent, (number, reason) = counted[pk], iterations.get(pk, (0, ""))
        progress = SendProgress(sent.sent, sent.bounced, round(sent.rate, 2), number, reason)
        next_at, since = following.get(pk, (None, None))
        found[pk] = Sending(progress, last.get(pk), next_at, since)
    return found


def _last_sent(workspace_id: UUID, stream_ids: Sequence[UUID]) -> dict[UUID, datetime]:
    rows = MessageCounter.objects.in_workspace(workspace_id).filter(stream_id__in=stream_ids, delta__gt=0)
    accepted = rows.filter(metric=MessageMetric.ACCEPTED)
    return dict(accepted.values_list("stream_id").annotate(last=Max("created_at")).order_by())


def _next_sends(stream_ids: Sequence[UUID]) -> dict[UUID, tuple[datetime, datetime]]:
    params: dict[str, Any] = {"streams": uuid_array(stream_ids), "shards": SHARDS}
    with connection.cursor() as cursor:
        cursor.execute(load("messaging.selectors", "next_sends"), params)
        return {pk: (not_before, since) for pk, not_before, since in cursor.fetchall()}
