"""Holds: they commute, pause and resume follow them, and delivery's stream says the same."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campaigns.models import Campaign, CampaignHold, HoldKind
from campaigns.selectors import campaign_status
from campaigns.services import campaign_launch, campaign_pause, campaign_resume, hold_add, hold_clear
from campaigns.status import ShownStatus, shown_status
from messaging.models import MessageStream
from tests.factories.campaigns import SYSTEM, chain, launch, make_campaign, tick
from tests.factories.contacts import make_contacts
from tests.factories.workspaces import make_workspace
from workspaces.errors import Conflict
from workspaces.models import AuditEntry, Workspace

pytestmark = pytest.mark.django_db

operations = st.lists(st.tuples(st.sampled_from(["add", "clear"]), st.sampled_from(list(HoldKind))), max_size=8)


def status_of(campaign: Campaign) -> str:
    return campaign_status(Campaign.objects.in_workspace(campaign.workspace_id).get(pk=campaign.pk)).value


def claimable(campaign: Campaign) -> bool:
    return MessageStream.objects.in_workspace(campaign.workspace_id).get(pk=campaign.pk).claimable


@settings(max_examples=20)
@given(operations=operations)
def test_each_hold_is_what_was_last_done_to_it_whatever_the_order(
    operations: list[tuple[str, HoldKind]],
) -> None:
    workspace = make_workspace()
    make_contacts(workspace, 1)
    campaign = launch(workspace, chain())
    expected: set[str] = set()
    for verb, kind in operations:
        if verb == "add":
            hold_add(campaign=campaign, kind=kind, reason="because", actor=SYSTEM)
            expected.add(kind.value)
        else:
            hold_clear(campaign=campaign, kind=kind, actor=SYSTEM)
            expected.discard(kind.value)
        holds = set(CampaignHold.objects.in_workspace(workspace).values_list("kind", flat=True))
        assert holds == expected
        assert claimable(campaign) == (not expected)
        assert status_of(campaign) == shown_status("RUNNING", expected)
    assert tick() == (0 if expected else 1)


@pytest.mark.parametrize(
    ("lifecycle", "holds", "shown"),
    [
        ("RUNNING", [], "RUNNING"),
        ("RUNNING", ["ERROR", "USER"], "PAUSED"),
        ("RUNNING", ["BALANCE", "ERROR"], "PAUSED_ERROR"),
        ("SCHEDULED", ["BALANCE"], "PAUSED_BALANCE"),
        ("COMPLETED", ["USER"], "COMPLETED"),
        ("DRAFT", [], "DRAFT"),
    ],
)
def test_the_shown_status_is_the_first_that_applies(lifecycle: str, holds: list[str], shown: str) -> None:
    assert shown_status(lifecycle, holds) == ShownStatus(shown)


def test_pausing_twice_is_refused_and_resume_clears_all(workspace: Workspace) -> None:
    campaign = launch(workspace, chain())
    campaign_pause(campaign=campaign, actor=SYSTEM, reason="lunch")
    hold_add(campaign=campaign, kind=HoldKind.ERROR, reason="provider", actor=SYSTEM)
    with pytest.raises(Conflict) as refused:
        campaign_pause(campaign=campaign, actor=SYSTEM)
    assert refused.value.current_status == "PAUSED"
    assert "resume" in refused.value.allowed
    assert CampaignHold.objects.in_workspace(workspace).count() == 2
    campaign_resume(campaign=campaign, actor=SYSTEM)
    assert (status_of(campaign), claimable(campaign)) == ("RUNNING", True)
    with pytest.raises(Conflict):
        campaign_resume(campaign=campaign, actor=SYSTEM)
    actions = AuditEntry.objects.in_workspace(workspace).filter(action__in=["campaign.paused", "campaign.resumed"])
    assert list(actions.order_by("pk").values_list("action", flat=True)) == ["campaign.paused", "campaign.resumed"]


@pytest.mark.parametrize("action", [campaign_pause, campaign_resume])
def test_what_is_not_launched_can_be_neither_paused_nor_resumed(workspace: Workspace, action: object) -> None:
    campaign = make_campaign(workspace, chain())
    with pytest.raises(Conflict) as refused:
        action(campaign=campaign, actor=SYSTEM)  # type: ignore[operator]
    assert refused.value.current_status == "DRAFT"
    campaign_launch(campaign=campaign, actor=SYSTEM)


def test_a_completed_campaign_cannot_be_paused(workspace: Workspace) -> None:
    campaign = launch(workspace, chain())
    tick()
    with pytest.raises(Conflict) as refused:
        campaign_pause(campaign=campaign, actor=SYSTEM)
    assert refused.value.current_status == "COMPLETED"
    assert not CampaignHold.objects.in_workspace(workspace).exists()
