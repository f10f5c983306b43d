"""How late a due execution moves: the real beat and worker, on a machine that has nothing else to do."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.db import connection

from bench.database import insert_contacts, scalar
from bench.fixtures import launched, make_workspace
from bench.harness import Row, limit_row
from campaigns.engine import stage, triggers
from campaigns.models import Campaign
from scripts.processes import commands
from workspaces.clock import database_now

ROOT = Path(__file__).resolve().parents[2]
CONTACTS = 200
LIMIT_SECONDS = 2.0
# From the first to the last moment at which somebody is due, and how long the processes may take to start.
SPREAD_SECONDS, START_SECONDS = 20, 60
_LOOK_SECONDS = 0.02

_SPREAD = """
UPDATE campaigns_execution
SET due_at = clock_timestamp() + interval '1 second' + random() * %(spread)s * interval '1 second'
WHERE campaign_id = %(campaign)s
"""
_LATE = """
SELECT e.id, EXTRACT(epoch FROM clock_timestamp() - d.due_at)::float8
FROM campaigns_execution e JOIN unnest(%(ids)s::bigint[], %(dues)s::timestamptz[]) AS d (id, due_at) ON d.id = e.id
WHERE e.state = 'completed'
"""


def measure() -> Sequence[Row]:
    """Contacts become due at random moments; seen is when the end of their way has been committed."""
    workspace = make_workspace("promptness")
    insert_contacts(workspace.pk, CONTACTS)
    early = launched(workspace, "Warm-up", _flow(1))
    campaign = launched(workspace, "Promptness", _flow(3_600))
    while triggers.run(database_now()).more or stage.run(database_now()).more:
        pass
    with _installation():
        _wait_until_ended(early)
        late = _lateness(campaign)
    assert len(late) == CONTACTS
    return [limit_row("the latest of 200 due executions, real processes", "s", [max(late)], LIMIT_SECONDS)]


def _flow(seconds: int) -> dict[str, Any]:
    nodes = [
        {"id": "start", "type": "trigger_manual", "config": {}},
        {"id": "rest", "type": "wait", "config": {"duration": {"value": seconds, "unit": "seconds"}}},
        {"id": "end", "type": "end", "config": {}},
    ]
    edges = [{"source": "start", "port": "next", "target": "rest"}, {"source": "rest", "port": "next", "target": "end"}]
    return {"nodes": nodes, "edges": edges}


@contextmanager
def _installation() -> Iterator[None]:
    """A beat and a worker on the benchmark's database and its broker, by the command lines of `make run`."""
    values = connection.settings_dict
    secret = f":{quote(values['PASSWORD'])}" if values["PASSWORD"] else ""
    place = f"{values['HOST']}:{values['PORT'] or 5432}/{values['NAME']}"
    if values["HOST"].startswith("/"):
        place = f"/{values['NAME']}?host={values['HOST']}"
    environment = {
        **os.environ,
        "DATABASE_URL": f"postgresql://{values['USER']}{secret}@{place}",
        "CELERY_BROKER_URL": "pgmq://localhost",
        "WORKER_CONCURRENCY": "1",
    }
    started = [
        subprocess.Popen(
            ["/bin/sh", "-c", commands(0)[name]],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        for name in ("worker", "beat")
    ]
    try:
        yield
    finally:
        for process in started:
            process.send_signal(signal.SIGTERM)
        for process in started:
            process.wait(60)


def _wait_until_ended(campaign: Campaign) -> None:
    deadline = time.monotonic() + START_SECONDS
    left = "SELECT count(*) FROM campaigns_execution WHERE campaign_id = %(id)s AND state <> 'completed'"
    while scalar(left, {"id": campaign.pk}):
        assert time.monotonic() < deadline, "the processes did not start"
        time.sleep(_LOOK_SECONDS)


def _lateness(campaign: Campaign) -> list[float]:
    """Seconds from the moment at which each was due to the one at which it was seen to have moved."""
    with connection.cursor() as cursor:
        cursor.execute(_SPREAD, {"campaign": campaign.pk, "spread": SPREAD_SECONDS})
        cursor.execute("SELECT id, due_at FROM campaigns_execution WHERE campaign_id = %s", [campaign.pk])
        dues = dict(cursor.fetchall())
        late: dict[int, float] = {}
        deadline = time.monotonic() + SPREAD_SECONDS + START_SECONDS
        while len(late) < len(dues) and time.monotonic() < deadline:
            waiting = {pk: due for pk, due in dues.items() if pk not in late}
            cursor.execute(_LATE, {"ids": list(waiting), "dues": list(waiting.values())})
            late |= dict(cursor.fetchall())
            time.sleep(_LOOK_SECONDS)
    return list(late.values())
