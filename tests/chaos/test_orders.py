"""kill -9 of whoever carries out an order: each execution is acted on once, and the counts are true."""

import pytest

from campaigns.models import Execution, ExecutionOrder, OrderAction, Step
from campaigns.services import OrderFilter, order_create
from tests.chaos.crew import Crew
from tests.factories.campaigns import SYSTEM, chain, counters_of, launch, recount, tick
from tests.factories.contacts import make_contacts
from tests.factories.workspaces import make_workspace
from tests.processes import wait_until

pytestmark = [pytest.mark.processes, pytest.mark.xdist_group("chaos")]

# Three batches.
CONTACTS = 11_000
ORDERS = ("orders.before_commit", "orders.after_commit")
WAIT = ("w", "wait", {"duration": {"value": 2, "unit": "days"}})


@pytest.mark.parametrize("point", ORDERS)
def test_a_killed_order_goes_on_where_it_stood(crew: Crew, point: str) -> None:
    workspace = make_workspace()
    make_contacts(workspace, CONTACTS)
    campaign = launch(workspace, chain(WAIT))
    tick()
    executions = Execution.objects.in_workspace(workspace)
    order = order_create(campaign=campaign, action=OrderAction.CANCEL, which=OrderFilter(node="w"), actor=SYSTEM)
    crew.crash(f"{point}:2")
    order.refresh_from_db()
    assert 0 < order.done == executions.filter(state="skipped").count() < CONTACTS
    crew.start()
    ended = ExecutionOrder.objects.in_workspace(workspace).filter(state="completed")
    wait_until(ended.exists)
    crew.stop()
    order.refresh_from_db()
    assert (order.done, order.refused, order.expected) == (CONTACTS, 0, CONTACTS)
    assert executions.filter(state="skipped", reason="execution_cancelled").count() == CONTACTS
    assert Step.objects.in_workspace(workspace).filter(reason="execution_cancelled").count() == CONTACTS
    assert counters_of(campaign) == recount(campaign)
