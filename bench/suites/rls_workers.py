"""What row-level security costs workers: enrolment, passes and mails, behind the wall and not.

Compared is the processor's time of the worker and of its session of PostgreSQL: what else runs on the machine doesn't
count, and neither do disks, to which both write the same.
"""

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

from bench.database import analyze, insert_contacts, scalar
from bench.delivered import enqueued
from bench.fixtures import launched, make_sender, make_template, make_workspace, pure_flow, send_flow
from bench.harness import Row, pairs, rate_row
from bench.sink import running_sink
from campaigns.engine import stage, triggers
from campaigns.models import Campaign
from config.scopes import scope_of
from messaging.delivery import stage as delivery
from workspaces.clock import database_now
from workspaces.models import Workspace
from workspaces.wall import state
from workspaces.wall.scope import within

CONTACTS, MAILS, OTHERS = 20_000, 4_000, 10
_FLOOR = 0.95
_TICKS = os.sysconf("SC_CLK_TCK")


def measure() -> Sequence[Row]:
    """One row for each kind of work: its rate behind the wall, against the rate of the same work without it."""
    workspace = make_workspace("rls-workers")
    insert_contacts(workspace.pk, CONTACTS)
    for number in range(OTHERS):
        insert_contacts(make_workspace(f"rls-workers-{number}").pk, CONTACTS // 20)
    mails = make_workspace("rls-mails")
    insert_contacts(mails.pk, MAILS)
    with running_sink("queueing") as port:
        flow = send_flow(make_template(mails), make_sender(mails, port))
        return [
            _row("enrolment", "contacts", lambda: _enrolled(workspace)),
            _row("engine", "node steps", lambda: _stepped(workspace)),
            _row("sends", "mails", lambda: _sent(launched(mails, "Sends", flow))),
        ]


def _row(name: str, unit: str, work: Callable[[], float]) -> Row:
    behind, without = pairs(lambda: _walled("on", work), lambda: _walled("off", work), repeats=7)
    unit = f"{unit}/s of processor"
    return rate_row(f"rls: {name} behind the wall vs without", unit, behind, without, floor=_FLOOR)


def _walled(chosen: str, work: Callable[[], float]) -> float:
    """In the scope in which workers' tasks of campaigns and deliveries begin."""
    settings.ROW_SECURITY = chosen
    state.forget()
    connection.close()
    with within(scope_of("campaigns.tasks.run_engine")):
        return work()


def _enrolled(workspace: Workspace) -> float:
    campaign = launched(workspace, "Enrolment", pure_flow())
    with _processor() as used:
        _let_in()
    assert _executions(campaign) == CONTACTS
    return CONTACTS / used[0]


def _stepped(workspace: Workspace) -> float:
    campaign = launched(workspace, "Engine", pure_flow())
    _let_in()
    analyze("campaigns_execution", "campaigns_step")
    with _processor() as used:
        while stage.run(database_now()).more:
            pass
    # Five lines of each journal, as in the suite of the engine.
    return 5 * _executions(campaign) / used[0]


def _sent(campaign: Campaign) -> float:
    enqueued(campaign)
    with _processor() as used:
        while delivery.run(database_now()).more:
            pass
    return _executions(campaign) / used[0]


def _let_in() -> None:
    while triggers.run(database_now()).more:
        pass


def _executions(campaign: Campaign) -> int:
    return int(scalar("SELECT count(*) FROM campaigns_execution WHERE campaign_id = %(id)s", {"id": campaign.pk}))


@contextmanager
def _processor() -> Iterator[list[float]]:
    """Seconds of the processor that the block took: this process, and its session of PostgreSQL."""
    used: list[float] = []
    before = time.process_time() + _sessions()
    yield used
    used.append(time.process_time() + _sessions() - before)


def _sessions() -> float:
    """Of Linux: user and system time are the 14th and 15th field, the 12th and 13th behind the name in parentheses."""
    connection.ensure_connection()
    fields = Path(f"/proc/{connection.connection.info.backend_pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS
