"""kill -9 of workers that make calls: every call is made, with one id however often, and every contact goes on once."""

from collections import Counter
from collections.abc import Iterator

import pytest
from django.db import connection

from campaigns.models import Campaign, Execution, WebhookCall
from tests.chaos.crew import Crew
from tests.chaos.history import kept_history
from tests.chaos.invariants import check_rows
from tests.factories.campaigns import flow, launch
from tests.factories.contacts import make_contacts
from tests.factories.workspaces import make_workspace
from tests.processes import wait_until
from tests.workspaces.http.servers import BadServer, answer, header, serving
from workspaces.models import Workspace

pytestmark = [pytest.mark.processes, pytest.mark.xdist_group("chaos")]

CONTACTS = 120
# For each point: at which of its passages workers die, one after the other.
WEBHOOKS = {
    "webhooks.after_claim": (1, 2),
    "webhooks.after_call": (1, 40),
    "webhooks.before_commit": (1, 2),
    "webhooks.after_commit": (1, 2),
}


@pytest.fixture
def workspace(transactional_db: None) -> Iterator[Workspace]:
    """Its contacts; every change of their rows is recorded."""
    workspace = make_workspace()
    make_contacts(workspace, CONTACTS)
    with kept_history():
        yield workspace


def launched(workspace: Workspace, server: BadServer) -> Campaign:
    document = flow(
        ("t", "trigger_manual", {}),
        ("h", "webhook", {"url": server.url(), "save_as": "said", "values": {"ok": "ok"}}),
        ("e", "end", {}),
        ("f", "end", {}),
        edges=["t>h", "h.success>e", "h.failure>f"],
    )
    return launch(workspace, document)


def leases_run_out() -> None:
    """For calls whose worker is known to be dead."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE campaigns_webhookcall SET lease_until = clock_timestamp() WHERE state = 'sending'")


@pytest.mark.parametrize("point", sorted(WEBHOOKS))
def test_killed_callers_lose_no_call(workspace: Workspace, crew: Crew, point: str) -> None:
    with serving(answer("200 OK", b'{"ok": true}')) as server:
        campaign = launched(workspace, server)
        for passage in WEBHOOKS[point]:
            crew.crash(f"{point}:{passage}")
            check_rows(campaign)
            leases_run_out()
        crew.start()
        waiting = Execution.objects.in_workspace(workspace).exclude(state="completed")
        wait_until(lambda: not waiting.exists(), what=crew.tails)
        crew.stop()
        check_rows(campaign)
        # Who died with a connection open has said nothing.
        requests = Counter(header(request, "webhook-id") for request in server.requests if request.strip())
    calls = WebhookCall.objects.in_workspace(workspace).select_related("execution")
    assert (len(calls), {call.state for call in calls}) == (CONTACTS, {"succeeded"})
    assert set(requests) == {call.public_id for call in calls}
    # Made again were those alone that were under way, or not yet written down, when somebody died.
    assert all(requests[call.public_id] <= call.attempt for call in calls)
    assert {call.tries for call in calls} == {1}
    assert {call.execution.node for call in calls} == {"e"}
    said = {"status": 200, "reason": "webhook_succeeded", "ok": True}
    assert [call.execution.context for call in calls] == [{"_webhook": {"said": said}}] * CONTACTS
