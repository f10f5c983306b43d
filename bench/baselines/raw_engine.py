"""The raw limit of the engine: the same executions claimed, updated and journalled by bare statements.

No flow, no rules, no decisions: journal lines are built before the clock starts and every execution goes the same way.
"""

import time
from uuid import UUID

from django.db import connection, transaction

BATCH = 5_000

_CLAIM = """
SELECT id FROM campaigns_execution
WHERE campaign_id = %s AND shard = %s AND state = 'pending' AND due_at <= now()
ORDER BY due_at
LIMIT %s
FOR NO KEY UPDATE SKIP LOCKED
"""
_UPDATE = """
UPDATE campaigns_execution e
SET node = 'rest', state = 'pending', arrived_at = now(), due_at = now() + interval '7 days', reason = ''
FROM unnest(%s::bigint[]) AS moved (id)
WHERE e.id = moved.id
"""
_JOURNAL = "COPY campaigns_step (workspace_id, execution_id, node, outcome, port, reason, created_at) FROM STDIN"


def steps_per_second(campaign_id: UUID, workspace_id: UUID, shards: int, nodes: list[tuple[str, str, str]]) -> float:
    """Brings every due execution of the campaign to rest with one journal line per (node, outcome, port)."""
    tail = [f"\t{node}\t{outcome}\t{port}\t\t2026-01-01 00:00:00+00\n" for node, outcome, port in nodes]
    head = f"{workspace_id}\t"
    prepared = _prepared_lines(campaign_id, head, tail)
    done = 0
    started = time.perf_counter()
    for shard in range(shards):
        while moved := _batch(campaign_id, shard, prepared):
            done += moved
    return done * len(nodes) / (time.perf_counter() - started)


def _prepared_lines(campaign_id: UUID, head: str, tail: list[str]) -> dict[int, bytes]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM campaigns_execution WHERE campaign_id = %s", [campaign_id])
        return {row[0]: "".join(f"{head}{row[0]}{end}" for end in tail).encode() for row in cursor.fetchall()}


def _batch(campaign_id: UUID, shard: int, prepared: dict[int, bytes]) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_CLAIM, [campaign_id, shard, BATCH])
        ids = [row[0] for row in cursor.fetchall()]
        if not ids:
            return 0
        cursor.execute(_UPDATE, [ids])
        with cursor.cursor.copy(_JOURNAL) as copy:
            copy.write(b"".join([prepared[pk] for pk in ids]))
        return len(ids)
