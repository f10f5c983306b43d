"""`liveCounts`: the numbers on the canvas, over HTTP."""

import pytest

from campaigns.services import campaign_cancel
from tests.campaigns.api.workspace.conftest import WAIT
from tests.factories.campaigns import SYSTEM, chain, launch, tick
from tests.factories.contacts import make_contacts
from tests.workspaces.api.workspace.client import read, refusal_of

NOTHING = {
    "waiting": 0,
    "passed": 0,
    "failed": 0,
    "skipped": 0,
    "ports": {},
    "messages": None,
    "failures": [],
    "skips": [],
}


@pytest.fixture
def running(acme):
    make_contacts(acme, 3)
    campaign = launch(acme, chain(WAIT))
    tick()
    return campaign


def test_the_numbers(viewer, running):
    assert read(viewer, f"/campaigns/{running.public_id}/liveCounts") == {
        "live": True,
        "nodes": {
            "t": NOTHING | {"passed": 3, "ports": {"next": 3}},
            "w": NOTHING | {"waiting": 3},
            "e": NOTHING,
        },
    }
    past = read(viewer, f"/campaigns/{running.public_id}/liveCounts?from=2001-01-01&to=2001-01-02")
    assert past["nodes"] == {"t": NOTHING | {"ports": {"next": 0}}, "w": NOTHING | {"waiting": 3}, "e": NOTHING}


def test_a_campaign_that_is_over_or_not_begun(api, running, campaign):
    assert read(api, f"/campaigns/{campaign.public_id}/liveCounts") == {"live": False, "nodes": {}}
    campaign_cancel(campaign=running, actor=SYSTEM)
    assert read(api, f"/campaigns/{running.public_id}/liveCounts")["live"] is False


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("from=x", "from"),
        ("to=2026-13-01", "to"),
        ("from=2026-02-01&to=2026-01-01", "to"),
        ("since=2026-01-01", "since"),
    ],
)
def test_refusals(api, campaign, query, field):
    answer = api.get(f"/campaigns/{campaign.public_id}/liveCounts?{query}")
    assert (answer.status_code, [each["field"] for each in refusal_of(answer)["details"]]) == (400, [field])
