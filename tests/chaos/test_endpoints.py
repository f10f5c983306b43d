"""kill -9 of workers that tell endpoints of events: every event arrives, with one id however often, and two workers
share the rest."""

from collections import Counter
from typing import Any

import pytest
from django.db import connection

from tests.chaos.crew import Crew
from tests.factories.contacts import make_contacts
from tests.factories.webhooks import deliveries_of, make_endpoint, verified
from tests.factories.workspaces import make_workspace
from tests.processes import wait_until
from tests.workspaces.http.servers import answer, header, serving
from workspaces.models import WebhookDelivery

pytestmark = [pytest.mark.processes, pytest.mark.xdist_group("chaos")]

CONTACTS = 120
# For each point: at which of its passages workers die, one after the other.
ENDPOINTS = {"endpoints.after_claim": (1, 2), "endpoints.after_call": (1, 40), "endpoints.before_commit": (1, 2)}


def leases_run_out() -> None:
    """For deliveries whose worker is known to be dead."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE workspaces_webhookdelivery SET lease_until = clock_timestamp() WHERE state = 'sending'")


def test_killed_workers_lose_no_event_and_two_share_the_rest(transactional_db: None, crew: Crew, settings: Any) -> None:
    settings.OUTBOUND_HTTP_ALLOW_LOOPBACK, settings.OUTBOUND_HTTP_PORTS = True, frozenset()
    workspace = make_workspace()
    with serving(answer("200 OK")) as server:
        made = make_endpoint(workspace, "contact.created", url=server.url())
        for point, passages in ENDPOINTS.items():
            for passage in passages:
                make_contacts(workspace, CONTACTS)
                crew.crash(f"{point}:{passage}")
                leases_run_out()
        make_contacts(workspace, CONTACTS)
        crew.start()
        crew.start()
        waiting = WebhookDelivery.objects.in_workspace(workspace).exclude(state="delivered")
        wait_until(lambda: not waiting.exists(), what=crew.tails)
        crew.stop()
        arrived = [request for request in server.requests if request.strip()]
    requests = Counter(header(request, "webhook-id") for request in arrived)
    deliveries = deliveries_of(made.endpoint)
    assert len(deliveries) == CONTACTS * 7
    rows = WebhookDelivery.objects.in_workspace(workspace).select_related("event")
    ids = {each.event.public_id: each for each in rows}
    assert set(requests) == set(ids)
    # Made again were those alone that were under way, or not yet written down, when somebody died.
    assert all(requests[key] <= each.attempt for key, each in ids.items())
    assert {each.tries for each in deliveries} == {1}
    assert 0 < sum(each.losses for each in deliveries) < CONTACTS * 6
    assert verified(arrived[0], made.secret)["type"] == "contact.created"
