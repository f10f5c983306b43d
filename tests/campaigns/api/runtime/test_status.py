"""`GET /v1/campaigns/{id}/status`: where contacts are, by the counters, and what they will still cost."""

from decimal import Decimal

from campaigns.api.runtime.status import _EXAMPLE
from campaigns.engine import triggers
from campaigns.services import campaign_launch, campaign_pause
from messaging.models import Price
from tests.campaigns.api.client import Caller
from tests.factories.campaigns import SYSTEM, default_sender, flow, make_campaign, send_config, tick
from tests.factories.contacts import make_contacts
from tests.factories.templates_app import make_published
from tests.factories.workspaces import make_api_key

ROOT = "/v1/campaigns"


def test_counts_holds_and_the_cost_that_is_left(acme) -> None:
    default_sender(acme)
    first, second = make_published(acme)[0], make_published(acme)[0]
    document = flow(
        ("t", "trigger_manual", {}),
        ("w", "wait", {"duration": {"value": 1, "unit": "days"}}),
        ("s1", "send", send_config(first)),
        ("s2", "send", send_config(second)),
        ("e", "end", {}),
    )
    make_contacts(acme, 3)
    campaign = campaign_launch(campaign=make_campaign(acme, document), actor=SYSTEM)
    backend = Caller(make_api_key(acme, "campaigns:read")[1], root=ROOT)
    told = backend.get(f"/{campaign.public_id}/status").json()
    assert list(told) == list(_EXAMPLE)
    assert (told["status"], told["executions"]["pending"], told["estimated_remaining_cost"]) == ("RUNNING", 0, None)
    Price.objects.create(workspace=acme, channel="email", message_type="marketing", country="", amount=Decimal("0.25"))
    assert backend.get(f"/{campaign.public_id}/status").json()["estimated_remaining_cost"] == 1.5
    triggers.run()
    tick()
    campaign_pause(campaign=campaign, actor=SYSTEM)
    told = backend.get(f"/{campaign.public_id}/status").json()
    (hold,) = told.pop("holds")
    assert (hold["kind"], hold["reason"], hold["since"] is not None) == ("USER", "", True)
    assert told.pop("started_at") is not None
    assert told == {
        "status": "PAUSED",
        "executions": {"pending": 3, "processing": 0, "completed": 0, "failed": 0, "skipped": 0},
        "nodes": {"w": {"pending": 3}},
        "estimated_remaining_cost": 1.5,
        "completed_at": None,
    }


def test_a_draft_costs_nothing_yet_and_anothers_is_not_there(acme) -> None:
    backend = Caller(make_api_key(acme)[1], root=ROOT)
    draft = make_campaign(acme, flow(("t", "trigger_api", {}), ("e", "end", {})))
    told = backend.get(f"/{draft.public_id}/status").json()
    assert (told["status"], told["estimated_remaining_cost"], told["started_at"]) == ("DRAFT", 0.0, None)
    assert backend.get("/cmp_00000000000000000000000000/status").status_code == 404
