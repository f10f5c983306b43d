"""What row-level security costs workers: enrolment, passes and mails, behind the wall and not."""

import time
from collections.abc import Callable, Sequence

from django.conf import settings
from django.db import connection

from bench.database import analyze, insert_contacts, scalar
from bench.delivered import mails_per_second
from bench.fixtures import launched, make_sender, make_template, make_workspace, pure_flow, send_flow
from bench.harness import Row, pairs, rate_row
from bench.sink import running_sink
from campaigns.engine import stage, triggers
from campaigns.models import Campaign
from config.scopes import scope_of
from workspaces.clock import database_now
from workspaces.models import Workspace
from workspaces.wall import state
from workspaces.wall.scope import within

CONTACTS, MAILS, OTHERS = 20_000, 4_000, 10
_FLOOR = 0.95


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
            _row("enrolment", "contacts/s", lambda: _enrolled_per_second(workspace)),
            _row("engine", "node steps/s", lambda: _steps_per_second(workspace)),
            _row("sends", "mails/s", lambda: mails_per_second(launched(mails, "Sends", flow), MAILS)),
        ]


def _row(name: str, unit: str, work: Callable[[], float]) -> Row:
    behind, without = pairs(lambda: _walled("on", work), lambda: _walled("off", work), repeats=7)
    return rate_row(f"rls: {name} behind the wall vs without", unit, behind, without, floor=_FLOOR)


def _walled(chosen: str, work: Callable[[], float]) -> float:
    """In the scope in which workers' tasks of campaigns and deliveries begin."""
    settings.ROW_SECURITY = chosen
    state.forget()
    connection.close()
    with within(scope_of("campaigns.tasks.run_engine")):
        return work()


def _enrolled_per_second(workspace: Workspace) -> float:
    campaign = launched(workspace, "Enrolment", pure_flow())
    started = time.perf_counter()
    _let_in()
    elapsed = time.perf_counter() - started
    assert _executions(campaign) == CONTACTS
    return CONTACTS / elapsed


def _steps_per_second(workspace: Workspace) -> float:
    campaign = launched(workspace, "Engine", pure_flow())
    _let_in()
    analyze("campaigns_execution", "campaigns_step")
    started = time.perf_counter()
    while stage.run(database_now()).more:
        pass
    elapsed = time.perf_counter() - started
    # Five lines of each journal, as in the suite of the engine.
    return 5 * _executions(campaign) / elapsed


def _let_in() -> None:
    while triggers.run(database_now()).more:
        pass


def _executions(campaign: Campaign) -> int:
    return int(scalar("SELECT count(*) FROM campaigns_execution WHERE campaign_id = %(id)s", {"id": campaign.pk}))
