"""GET {id}/stuck."""

from datetime import timedelta

import pytest

from campaigns.api.tenant import examples
from campaigns.models import Campaign, Execution
from campaigns.services import contacts_enroll
from tests.campaigns.api.client import Caller, error_of
from tests.factories.workspaces import make_api_key, make_workspace
from workspaces.clock import database_now
from workspaces.services import Actor


@pytest.fixture
def stuck(running, people) -> str:
    """The address of a campaign of which three executions have been due for an hour, with no process about."""
    campaign = Campaign.unscoped_objects.get()
    contacts_enroll(campaign=campaign, contact_ids=[contact.pk for contact in people], actor=Actor.system())
    Execution.unscoped_objects.update(due_at=database_now() - timedelta(hours=1))
    Campaign.unscoped_objects.update(claimable_since=database_now() - timedelta(hours=2))
    return f"/campaigns/{running}/stuck"


def test_it_tells_how_many_since_when_and_why(api, stuck):
    data = api.get(stuck).json()["data"]
    (group,) = data["groups"]
    assert (group["kind"], group["count"], group["at_least"]) == ("due", 3, False)
    assert (group["reason"], group["reason_text"]) == (
        "stuck_no_beat",
        "The scheduler isn't running, so nothing wakes the workers.",
    )
    assert len(data["oldest"]) == 3
    example = examples.STUCK["data"]
    assert (set(group), set(data["oldest"][0])) == (set(example["groups"][0]), set(example["oldest"][0]))


def test_nothing_is_stuck_in_a_campaign_that_is_paused(api, stuck, running):
    api.post(f"/campaigns/{running}/send", {"action": "pause"})
    assert api.get(stuck).json()["data"] == {"groups": [], "oldest": []}


def test_it_takes_no_parameters_and_knows_no_strangers(api, stuck):
    assert error_of(api.get(f"{stuck}?node=s1"))["details"][0]["field"] == "node"
    assert Caller(make_api_key(make_workspace("other-corp"))[1]).get(stuck).status_code == 404
