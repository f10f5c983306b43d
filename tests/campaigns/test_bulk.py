"""The bulk action "enrol": who is eligible by entry rule and re-entry policy, as previewed and as done."""

from typing import Any

import pytest

from campaigns.models import Campaign, Execution
from contacts.bulk import stage
from contacts.models import BulkOperation, BulkState
from contacts.services.bulk import BulkWish, bulk_check, bulk_start
from tests.factories.campaigns import chain, flow, launch, make_campaign
from tests.factories.contacts import make_contacts
from tests.factories.workspaces import make_workspace
from workspaces.errors import InvalidInput
from workspaces.models import Workspace
from workspaces.services import Actor

pytestmark = pytest.mark.django_db
ACTOR = Actor.system("tests")
VIPS = {"condition": "AND", "rules": [{"type": "tag", "operator": "has", "value": "vip"}]}
DAY = {"duration": {"value": 1, "unit": "days"}}


@pytest.fixture
def workspace() -> Workspace:
    return make_workspace()


def running(workspace: Workspace, **settings: Any) -> Campaign:
    """A campaign that runs, and that nobody is in."""
    document = flow(("t", "trigger_api", {}), ("w", "wait", DAY), ("e", "end", {}))
    return launch(workspace, document, settings=settings)


def drain(operation: BulkOperation) -> BulkOperation:
    while stage.run().more:
        pass
    operation.refresh_from_db()
    return operation


def enrol(workspace: Workspace, campaign: Campaign) -> BulkOperation:
    wish = BulkWish("enrol", {"campaign": campaign.public_id})
    told = bulk_check(workspace=workspace, wish=wish, actor=ACTOR)
    done = drain(bulk_start(workspace=workspace, wish=wish, actor=ACTOR, expected=told.total))
    assert (done.changed, done.refused) == (told.changing, dict(told.refused))
    return done


def test_a_preview_of_entry_rule_and_policy_comes_true(workspace: Workspace) -> None:
    campaign = running(workspace, entry_rule=VIPS)
    make_contacts(workspace, 3)
    make_contacts(workspace, 4, tags=["vip"])
    first = enrol(workspace, campaign)
    assert (first.state, first.changed, first.refused) == (BulkState.COMPLETED, 4, {"entry_rule": 3})
    again = enrol(workspace, campaign)
    assert (again.changed, again.refused) == (0, {"entry_rule": 3, "been_in": 4})
    assert Execution.objects.in_workspace(workspace).filter(campaign_id=campaign.pk).count() == 4


@pytest.mark.parametrize(("policy", "second"), [("once", 0), ("once_at_a_time", 0), ("always", 2)])
def test_the_reentry_policy_decides_about_a_second_time(workspace: Workspace, policy: str, second: int) -> None:
    campaign = running(workspace, reentry=policy)
    make_contacts(workspace, 2)
    assert enrol(workspace, campaign).changed == 2
    assert enrol(workspace, campaign).changed == second


def test_a_campaign_that_was_not_started_takes_nobody(workspace: Workspace) -> None:
    draft = make_campaign(workspace, chain(("w", "wait", DAY)))
    for campaign in (draft.public_id, "cmp_01h455vb4pex5vsknk084sn02q"):
        with pytest.raises(InvalidInput) as refused:
            bulk_check(workspace=workspace, wish=BulkWish("enrol", {"campaign": campaign}), actor=ACTOR)
        assert refused.value.details[0].field == "params.campaign"
