"""Waking 100,000 waits by one batch of events: from the recorded events to the executions that are due."""

import time
from collections.abc import Sequence
from typing import Any

from django.db import connection, transaction

from bench.database import analyze, insert_contacts, scalar
from bench.fixtures import launched, make_workspace
from bench.harness import REPEATS, Row, rate_row
from campaigns.engine import stage, triggers
from campaigns.engine.routing import stage as routing
from campaigns.models import Campaign
from workspaces.clock import database_now

WAITS = 100_000
EACH_SECOND = 20_000

_EVENTS = """
INSERT INTO contacts_event (workspace_id, contact_id, name, properties, occurred_at, created_at)
SELECT workspace_id, contact_id, 'ordered', '{"total": 70}', clock_timestamp(), clock_timestamp()
FROM campaigns_execution
WHERE campaign_id = %(campaign)s
ORDER BY random()
"""
# As they were: everybody waits again.
_WAIT_AGAIN = """
WITH waiting AS (
    UPDATE campaigns_execution SET due_at = now() + interval '30 days', signal = '' WHERE campaign_id = %(campaign)s
    RETURNING id, workspace_id, campaign_id, contact_id, version_id, node
)
INSERT INTO campaigns_waitsubscription (
    execution_id, workspace_id, campaign_id, contact_id, version_id, node, kind, event, since, armed_at
)
SELECT id, workspace_id, campaign_id, contact_id, version_id, node, 'event', 'ordered', now(), now() FROM waiting
"""
# What waking has to write at the very least, by a statement that knows everything beforehand.
_RAW = """
WITH gone AS (DELETE FROM campaigns_waitsubscription WHERE campaign_id = %(campaign)s RETURNING execution_id),
routed AS (UPDATE contacts_event SET routed_at = now() WHERE routed_at IS NULL)
UPDATE campaigns_execution e SET due_at = now(), signal = 'event:1' FROM gone WHERE e.id = gone.execution_id
"""


def measure() -> Sequence[Row]:
    """Two thirds of those who wait have a filter judge their event."""
    workspace = make_workspace("wakes")
    insert_contacts(workspace.pk, WAITS)
    campaign = launched(workspace, "Wakes", _flow())
    while triggers.run(database_now()).more or stage.run(database_now()).more:
        pass
    assert _waiting() == WAITS
    ours, raw = [], []
    for _ in range(REPEATS + 1):
        ours.append(_woken(campaign))
        _wait_again(campaign)
        raw.append(_raw(campaign))
        _wait_again(campaign)
    floor = EACH_SECOND
    return [
        Row(
            "waking 100,000 waits by one batch of events",
            _middle(ours[1:]),
            "waits/s",
            floor,
            _middle(ours[1:]) / floor,
            1.0,
        ),
        rate_row("waking vs the bare DELETE and UPDATEs", "waits/s", ours[1:], raw[1:], floor=0.25),
    ]


def _flow() -> dict[str, Any]:
    plan = {"type": "attribute", "field": "plan", "operator": "equals", "value": "pro"}
    big = {"type": "trigger", "field": "total", "operator": ">", "value": 50}
    month = {"value": 30, "unit": "days"}
    nodes = [
        {"id": "start", "type": "trigger_manual", "config": {}},
        {"id": "pro", "type": "condition", "config": {"rule": {"condition": "AND", "rules": [plan]}}},
        {"id": "any", "type": "wait", "config": {"event": "ordered", "timeout": month}},
        {
            "id": "large",
            "type": "wait",
            "config": {"event": "ordered", "filter": {"condition": "AND", "rules": [big]}, "timeout": month},
        },
        {"id": "end", "type": "end", "config": {}},
    ]
    ways = [("start", "next", "pro"), ("pro", "yes", "any"), ("pro", "no", "large")]
    ways += [(wait, port, "end") for wait in ("any", "large") for port in ("next", "timeout")]
    return {"nodes": nodes, "edges": [{"source": a, "port": port, "target": b} for a, port, b in ways]}


def _woken(campaign: Campaign) -> float:
    _record_events(campaign)
    started = time.perf_counter()
    while routing.run(database_now()).more:
        pass
    elapsed = time.perf_counter() - started
    assert _waiting() == 0
    assert scalar("SELECT count(*) FROM campaigns_execution WHERE due_at <= now() AND signal LIKE 'event:%%'") == WAITS
    return WAITS / elapsed


def _raw(campaign: Campaign) -> float:
    _record_events(campaign)
    started = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_RAW, {"campaign": campaign.pk})
    elapsed = time.perf_counter() - started
    assert _waiting() == 0
    return WAITS / elapsed


def _record_events(campaign: Campaign) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_EVENTS, {"campaign": campaign.pk})
    analyze("contacts_event")


def _wait_again(campaign: Campaign) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_WAIT_AGAIN, {"campaign": campaign.pk})
    analyze("campaigns_execution", "campaigns_waitsubscription")


def _waiting() -> int:
    return int(scalar("SELECT count(*) FROM campaigns_waitsubscription"))


def _middle(values: Sequence[float]) -> float:
    return sorted(values)[len(values) // 2]
