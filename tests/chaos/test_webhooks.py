"""kill -9 of whoever makes calls: each contact's call is made, again with the same id where that was in doubt."""

from collections import Counter

import pytest
from django.db import connection

from campaigns.models import Execution, Step, WebhookCall
from campaigns.services import campaign_launch
from tests.chaos.crew import Crew
from tests.factories.campaigns import SYSTEM, counters_of, flow, make_campaign, recount
from tests.factories.contacts import make_contacts
from tests.factories.workspaces import make_workspace
from tests.processes import wait_until
from tests.workspaces.http.servers import answer, serving

pytestmark = [pytest.mark.processes, pytest.mark.xdist_group("chaos")]

CONTACTS = 120
# Whether calls may be made twice by a death at the point: the answer had come, or was on its way.
WEBHOOKS = {
    "webhooks.after_claim": False,
    "webhooks.after_call": True,
    "webhooks.before_commit": True,
    "webhooks.after_commit": False,
}


@pytest.mark.parametrize(("point", "again"), sorted(WEBHOOKS.items()))
def test_a_fresh_worker_makes_the_calls_of_killed_ones(crew: Crew, point: str, again: bool) -> None:
    workspace = make_workspace()
    make_contacts(workspace, CONTACTS)
    with serving(answer("200 OK", b"{}")) as server:
        document = flow(
            ("t", "trigger_manual", {}),
            ("w", "webhook", {"url": server.url()}),
            ("ok", "end", {}),
            ("no", "end", {}),
            edges=["t>w", "w.success>ok", "w.failure>no"],
        )
        campaign = campaign_launch(campaign=make_campaign(workspace, document), actor=SYSTEM)
        crew.crash(f"{point}:1")
        _leases_run_out()
        crew.start()
        executions = Execution.objects.in_workspace(workspace)
        wait_until(lambda: executions.filter(state="completed").count() == CONTACTS, seconds=60, what=crew.tails)
        crew.stop()
    calls = WebhookCall.objects.in_workspace(workspace)
    assert Counter(calls.values_list("state", "reason")) == {("succeeded", "webhook_succeeded"): CONTACTS}
    arrived = Counter(_id(request) for request in server.requests)
    assert len(arrived) == CONTACTS
    assert (max(arrived.values()) > 1) == again
    ways = Step.objects.in_workspace(workspace).filter(node="w", outcome="passed")
    assert Counter(ways.values_list("port", flat=True)) == {"success": CONTACTS}
    assert counters_of(campaign) == recount(campaign)


def _id(request: bytes) -> str:
    lines = request.partition(b"\r\n\r\n")[0].decode().split("\r\n")
    return next(line.partition(": ")[2] for line in lines if line.lower().startswith("webhook-id:"))


def _leases_run_out() -> None:
    """For calls whose worker is known to be dead."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE campaigns_webhookcall SET lease_until = clock_timestamp() WHERE lease_until IS NOT NULL")
