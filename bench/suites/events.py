"""Events per second from row to execution, while 200 campaigns listen."""

import time
from collections.abc import Sequence
from typing import Any

from django.db import connection

from bench.database import analyze, insert_contacts, scalar
from bench.fixtures import launched, make_workspace
from bench.harness import REPEATS, Row, target_row
from campaigns.engine.routing import stage
from workspaces.clock import database_now
from workspaces.models import Workspace

EVENTS, CAMPAIGNS, NAMES = 50_000, 200, 100
TARGET = 10_000

_FILL = """
INSERT INTO contacts_event (workspace_id, contact_id, name, properties, occurred_at, created_at)
SELECT c.workspace_id, c.id, 'event ' || (c.n %% %(names)s), jsonb_build_object('total', c.n %% 100), now(), now()
FROM (
    SELECT workspace_id, id, row_number() OVER (ORDER BY id) AS n
    FROM contacts_contact
    WHERE workspace_id = %(workspace)s
) c
"""


def measure() -> Sequence[Row]:
    """Each event is what two campaigns listen to: one takes all, the other looks at its properties and takes half."""
    workspace = make_workspace("events")
    insert_contacts(workspace.pk, EVENTS)
    for number in range(CAMPAIGNS):
        launched(workspace, f"Events {number}", _flow(number))
    rates = [_routed(workspace) for _ in range(REPEATS + 1)][1:]
    return [target_row("50,000 events, 200 campaigns listening: row to execution", "events/s", rates, TARGET)]


def _flow(number: int) -> dict[str, Any]:
    dear = {"type": "trigger", "field": "total", "operator": ">=", "value": 50}
    config: dict[str, Any] = {"event": f"event {number % NAMES}"}
    if number >= NAMES:
        config["filter"] = {"condition": "AND", "rules": [dear]}
    nodes = [{"id": "start", "type": "trigger_event", "config": config}, {"id": "end", "type": "end", "config": {}}]
    return {"nodes": nodes, "edges": [{"source": "start", "port": "next", "target": "end"}]}


def _routed(workspace: Workspace) -> float:
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE contacts_event, campaigns_execution, campaigns_triggerdecision CASCADE")
        cursor.execute(_FILL, {"workspace": workspace.pk, "names": NAMES})
    analyze("contacts_event", "campaigns_execution", "campaigns_triggerdecision")
    started = time.perf_counter()
    while stage.run(database_now()).more:
        pass
    elapsed = time.perf_counter() - started
    entered, decided = (
        scalar("SELECT count(*) FROM campaigns_execution"),
        scalar("SELECT count(*) FROM campaigns_triggerdecision"),
    )
    assert (entered, decided) == (EVENTS * 3 // 2, EVENTS * 2), (entered, decided)
    return EVENTS / elapsed
