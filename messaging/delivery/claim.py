"""Claims a batch: takes turns over the streams, asks the policies, and leases what may be sent, in one transaction."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from messaging.delivery import states
from messaging.delivery.batch import Batch, Candidate
from messaging.delivery.loading import load_batch
from messaging.policies.base import Skip
from messaging.policies.evaluate import evaluate
from workspaces.locks import share_campaign_lock
from workspaces.sharding import SHARDS
from workspaces.sql import load

# Streams that share one claim; each takes an advisory lock for the length of the transaction.
_STREAMS = 16
# What a stream may take at least, however many share the claim: small batches cost more per message than they gain.
_LEAST_TURN = 100
# Of a long queue, a claim takes a part of few shards rather than a little of each, so that workers rarely meet.
_SHARDS_AT_ONCE = 4


@dataclass(frozen=True, slots=True)
class Claim:
    """A committed claim: `batch.rows` are leased to this process, the others have been skipped or held."""

    batch: Batch
    skipped: int
    held: int

    @property
    def total(self) -> int:
        """How many messages were looked at."""
        return len(self.batch.rows) + self.skipped + self.held


def lease_time() -> timedelta:
    """How long a worker may be silent about a message before it counts as dead."""
    return timedelta(seconds=settings.DELIVERY_LEASE_SECONDS)


def claim(now: datetime, size: int) -> Claim | None:
    """Claims up to about `size` due messages; None when there is nothing to do.

    Holds the shared advisory lock of each stream until it commits, so no claim commits after a pause returned.
    """
    with transaction.atomic():
        rows = _candidates(now, size)
        if not rows:
            return None
        batch = load_batch(rows, now)
        decisions = evaluate(batch)
        states.write_fates(rows, decisions, now, lease_time())
    leased = [row for row in rows if row.id not in decisions]
    for row in leased:
        row.attempt += 1
    skipped = sum(isinstance(decision, Skip) for decision in decisions.values())
    return Claim(batch.narrowed(leased), skipped, len(decisions) - skipped)


def _candidates(now: datetime, size: int) -> list[Candidate]:
    with connection.cursor() as cursor:
        cursor.execute(load("messaging.delivery", "due_slices"), {"now": now, "shards": SHARDS, "streams": _STREAMS})
        due: dict[UUID, list[int]] = dict(cursor.fetchall())
        due = {stream_id: shards for stream_id, shards in due.items() if share_campaign_lock(stream_id, cursor)}
        if not due:
            return []
        turn = min(size, max(_LEAST_TURN, size // len(due)))
        slices = [(stream_id, shard) for stream_id, shards in due.items() for shard in shards]
        cursor.execute(
            load("messaging.delivery", "claim_candidates"),
            {
                "now": now,
                "streams": [stream_id for stream_id, _ in slices],
                "shards": [shard for _, shard in slices],
                "turn": turn,
                "shard_limit": max(_LEAST_TURN, turn // _SHARDS_AT_ONCE),
            },
        )
        return [_candidate(row) for row in cursor.fetchall()]


def _candidate(values: tuple[Any, ...]) -> Candidate:
    row = Candidate(*values)
    # It comes as text: the driver takes thirty times as long to read a moment.
    row.created_at = datetime.fromisoformat(str(row.created_at))
    if isinstance(row.context, str):
        # Django hands JSON from raw cursors on as text.
        row.context = json.loads(row.context)
    return row
