"""A campaign of which too little is delivered is held, says so, and goes on small once somebody resumes it."""

import pytest
from django.test import Client

from campaigns.engine import outages
from campaigns.models import CampaignHold, HoldKind
from campaigns.services import campaign_resume
from messaging.delivery.claim import claim
from messaging.delivery.states import Settlement, exchange
from messaging.models import Message, MessageState, StreamIteration
from tests.factories.campaigns import SYSTEM, chain, default_sender, launch, send_config, tick
from tests.factories.contacts import make_contacts
from tests.factories.messaging import grant_consent
from tests.factories.templates_app import make_published
from tests.factories.workspaces import make_api_key, make_workspace
from workspaces.clock import database_now

pytestmark = pytest.mark.django_db(transaction=True)
ITERATIONS = {"iteration_send_amount": 3, "send_interval": 1}


def test_it_is_held_with_its_numbers_and_resumed_by_hand(client: Client) -> None:
    workspace = make_workspace()
    default_sender(workspace)
    template, _ = make_published(workspace)
    grant_consent(make_contacts(workspace, 10))
    campaign = launch(workspace, chain(("s", "send", send_config(template))), settings={"iterations": ITERATIONS})
    tick()
    now = database_now()
    claimed = claim(now, 100)
    assert claimed is not None
    rows = claimed.batch.rows
    assert len(rows) == 3
    exchange([Settlement(row.id, row.attempt, MessageState.ACCEPTED) for row in rows], [], now)
    Message.objects.in_workspace(workspace).filter(pk=rows[0].id).update(bounced_at=now)
    iteration = StreamIteration.objects.in_workspace(workspace)
    iteration.update(next_at=now)
    waiting = Message.objects.in_workspace(workspace).filter(state="queued")
    waiting.update(not_before=now)
    assert claim(now, 100) is not None
    assert waiting.count() == 7
    reason = "66.67 % of iteration 1 were delivered, fewer than 92 %"
    assert outages.run().done == 1
    holds = CampaignHold.objects.in_workspace(workspace)
    assert list(holds.values_list("kind", "reason")) == [(HoldKind.ERROR, reason)]
    assert iteration.get().failed_at is None
    _, key = make_api_key(workspace, "campaigns:read")
    headers = {"Authorization": f"Bearer {key}"}
    status = client.get(f"/api/v1/tenant/campaigns/{campaign.public_id}/status", headers=headers).json()["data"]
    assert status["detailed_status"] == "PAUSED_ERROR"
    assert status["send_progress"] == {
        "total_sent": 3,
        "total_bounced": 1,
        "delivery_rate": 66.67,
        "current_iteration": 1,
        "reason": reason,
    }
    campaign_resume(campaign=campaign, actor=SYSTEM)
    waiting.update(not_before=now)
    again = claim(now, 100)
    assert again is not None
    assert len(again.batch.rows) == 3
    assert outages.run().done == 0
