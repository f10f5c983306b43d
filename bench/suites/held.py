"""What a tick and a claim cost while 1,000,000 messages are queued that may not go yet, against the bare probes."""

import time
from collections.abc import Sequence
from typing import Any

from django.db import connection

from bench.database import analyze, insert_contacts, scalar
from bench.delivered import enqueued
from bench.fixtures import launched, make_sender, make_template, make_workspace, send_flow
from bench.harness import REPEATS, Row, limit_row, rate_row
from bench.sink import running_sink
from messaging.delivery import stage as delivery
from messaging.delivery.claim import claim
from messaging.delivery.dispatch import Dispatch
from messaging.models import Message, MessageState, MessageStream
from workspaces.clock import database_now
from workspaces.ids import uuid7
from workspaces.sharding import SHARDS

CONTACTS = 10_000
QUEUED, STREAMS = 1_000_000, 100
LIMIT_MS = 50.0

# Half of the streams are paused, with everything due; those of the others wait for their contacts' morning.
_FILL = """
INSERT INTO messaging_message (
    workspace_id, stream_id, contact_id, node, channel, message_type, template_version_id, sender_id, not_before,
    reason, created_at
)
SELECT s.workspace_id, s.id, c.id, 'mail', 'email', 'marketing', %(version)s, %(sender)s,
       CASE WHEN s.claimable THEN now() + interval '1 hour' + random() * interval '8 hours' ELSE now() END,
       CASE WHEN s.claimable THEN 'quiet_hours' ELSE '' END, now()
FROM messaging_messagestream s
CROSS JOIN (SELECT id FROM contacts_contact WHERE workspace_id = %(workspace)s ORDER BY id LIMIT %(each)s) c
WHERE s.name LIKE 'Stream %%'
"""
# What any claim must ask at least: of each stream that may send, and each shard, whether its first message is due.
_PROBES = """
SELECT count(*)
FROM unnest(%(streams)s::uuid[]) AS stream (id)
CROSS JOIN generate_series(0, %(last)s) AS shard (number)
CROSS JOIN LATERAL (
    SELECT 1 FROM messaging_message
    WHERE stream_id = stream.id AND shard = shard.number AND state = 'queued' AND not_before <= %(now)s
    ORDER BY not_before LIMIT 1
) due
"""


def measure() -> Sequence[Row]:
    """A whole run of the stage finds nothing; then a hundred messages that are due among the million are claimed."""
    workspace = make_workspace("held")
    insert_contacts(workspace.pk, CONTACTS)
    template = make_template(workspace)
    with running_sink("bare") as port:
        sender = make_sender(workspace, port)
        campaign = enqueued(launched(workspace, "Due", send_flow(template, sender)))
        mine = Message.objects.in_workspace(workspace).filter(stream_id=campaign.pk)
        mine.update(not_before=database_now().replace(year=9000))
        _fill(workspace.pk, mine.values_list("template_version_id", flat=True)[:1].get(), sender.pk)
        streams = _claimable(workspace.pk)
        probes = [_milliseconds_of_probes(streams) for _ in range(REPEATS + 1)][1:]
        ticks = [_tick() for _ in range(REPEATS + 1)][1:]
        claims = [_claim(campaign.pk) for _ in range(REPEATS + 1)][1:]
    rate = [1_000 / each for each in ticks]
    return [
        limit_row("tick over 1,000,000 queued but held messages", "ms", ticks, LIMIT_MS),
        rate_row("tick over held messages vs bare probes", "ticks/s", rate, [1_000 / each for each in probes], 0.25),
        limit_row("claim of 100 due messages among 1,000,000 held, policies asked", "ms", claims, LIMIT_MS),
    ]


def _fill(workspace_id: Any, version_id: Any, sender_id: Any) -> None:
    parameters = {
        "workspace": workspace_id,
        "version": version_id,
        "sender": sender_id,
        "each": QUEUED // STREAMS,
    }
    MessageStream.objects.bulk_create(
        MessageStream(id=uuid7(), workspace_id=workspace_id, name=f"Stream {number}", claimable=number % 2 == 0)
        for number in range(STREAMS)
    )
    with connection.cursor() as cursor:
        cursor.execute(_FILL, parameters)
    analyze("messaging_message", "messaging_messagestream")
    assert scalar("SELECT count(*) FROM messaging_message WHERE state = 'queued'") >= QUEUED


def _claimable(workspace_id: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM messaging_messagestream WHERE claimable AND workspace_id = %s", [workspace_id])
        return [row[0] for row in cursor.fetchall()]


def _milliseconds_of_probes(streams: list[Any]) -> float:
    parameters = {"streams": streams, "last": SHARDS - 1, "now": database_now()}
    started = time.perf_counter()
    assert scalar(_PROBES, parameters) == 0
    return (time.perf_counter() - started) * 1_000


def _tick() -> float:
    now = database_now()
    started = time.perf_counter()
    assert delivery.run(now) == delivery.Progress()
    return (time.perf_counter() - started) * 1_000


def _claim(stream_id: Any) -> float:
    waiting = Message.objects.across_workspaces().filter(stream_id=stream_id, state=MessageState.QUEUED)
    now = database_now()
    waiting.filter(pk__in=list(waiting.order_by("pk").values_list("pk", flat=True)[:100])).update(not_before=now)
    started = time.perf_counter()
    claimed = claim(now, delivery.BATCH)
    elapsed = time.perf_counter() - started
    assert claimed is not None
    assert len(claimed.batch.rows) == 100
    Dispatch(claimed.batch).run()
    return elapsed * 1_000
