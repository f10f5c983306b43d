"""Jump: the way ends here and begins in another campaign, by that campaign's rules of entry."""

from dataclasses import replace
from typing import Any

import pytest

from campaigns.engine import triggers
from campaigns.models import Campaign
from campaigns.nodes.jump import MAX_JUMPS
from campaigns.nodes.moves import Group, Kind, Moves
from campaigns.services import campaign_cancel, campaign_launch, draft_save
from tests.campaigns.nodes.data import CAMPAIGN
from tests.campaigns.nodes.world import FakeWorld, batch_at
from tests.factories.campaigns import (
    SYSTEM,
    counters_of,
    execution_for,
    executions_of,
    flow,
    journal_of,
    launch,
    make_campaign,
    recount,
    tick,
)
from tests.factories.contacts import make_contact, make_contacts
from tests.factories.workspaces import make_workspace
from workspaces.errors import InvalidInput
from workspaces.ids import decode
from workspaces.models import Workspace


def step(batch: Any) -> list[Group]:
    moves: Moves = batch.node.type.step(batch)
    moves.check(batch)
    return moves.groups


def jumping(to: Campaign, trigger: str = "trigger_manual") -> dict[str, Any]:
    return flow(("t", trigger, {}), ("j", "jump", {"campaign": to.public_id}))


def entered(workspace: Workspace, **settings: Any) -> Campaign:
    """A running campaign that is entered over the API."""
    document = flow(
        ("a", "trigger_api", {}), ("w", "wait", {"duration": {"value": 1, "unit": "days"}}), ("e", "end", {})
    )
    return launch(workspace, document, settings=settings)


def test_each_row_goes_by_its_answer() -> None:
    world = FakeWorld(answers=["entered", "not_running", "already_in", "entered"])
    batch = replace(
        batch_at("jump", {"campaign": CAMPAIGN}, 5, world=world),
        contexts=[{"a": 1}, {}, {}, {"jumps": MAX_JUMPS}, {"jumps": 3}],
    )
    assert step(batch) == [
        Group(Kind.FAIL, [3], reason="jump_limit"),
        Group(Kind.COMPLETE, [0, 4], reason="jumped"),
        Group(Kind.COMPLETE, [2], reason="jump_already_in"),
        Group(Kind.FAIL, [1], reason="jump_refused", details=[{"because": "not_running"}]),
    ]
    [(_, contacts, campaign, contexts)] = world.calls
    assert contacts == [batch.contact_ids[row] for row in (0, 1, 2, 4)]
    assert campaign == decode("cmp", CAMPAIGN)
    assert contexts == [{"a": 1, "jumps": 1}, {"jumps": 1}, {"jumps": 1}, {"jumps": 4}]


def test_contacts_go_on_in_the_other_campaign(workspace: Workspace) -> None:
    make_contacts(workspace, 3)
    target = entered(workspace)
    source = launch(workspace, jumping(target))
    tick()
    assert {(each.state, each.reason) for each in executions_of(source)} == {("completed", "jumped")}
    there = executions_of(target)
    assert {(each.state, each.node, each.entry) for each in there} == {("pending", "w", 1)}
    assert {each.contact_id for each in there} == {each.contact_id for each in executions_of(source)}
    assert {each.context["jumps"] for each in there} == {1}
    assert journal_of(executions_of(source)[0])[-1] == ("j", "completed", "", "jumped")
    assert counters_of(target) == recount(target)


def test_who_was_there_before_does_not_enter_again(workspace: Workspace) -> None:
    contact = make_contact(workspace)
    target = entered(workspace)
    launch(workspace, jumping(target))
    tick()
    second = launch(workspace, jumping(target))
    tick()
    assert execution_for(second, contact).reason == "jump_already_in"
    assert len(executions_of(target)) == 1


def test_who_may_enter_always_enters_again(workspace: Workspace) -> None:
    contact = make_contact(workspace)
    target = entered(workspace, reentry="always")
    for _ in range(2):
        assert execution_for(_launched(workspace, target), contact).reason == "jumped"
    assert len(executions_of(target)) == 2


def test_the_other_campaigns_entry_rule_holds_for_jumps_too(workspace: Workspace) -> None:
    plain, vip = make_contact(workspace), make_contact(workspace, tags=["vip"])
    rule = {"condition": "AND", "rules": [{"type": "tag", "operator": "has", "value": "vip"}]}
    target = entered(workspace, entry_rule=rule)
    source = _launched(workspace, target)
    refused = execution_for(source, plain)
    assert (refused.state, refused.reason) == ("completed", "jump_entry_rule")
    assert execution_for(source, vip).reason == "jumped"
    assert [each.contact_id for each in executions_of(target)] == [vip.pk]


def _launched(workspace: Workspace, target: Campaign) -> Campaign:
    source = launch(workspace, jumping(target))
    tick()
    return source


def test_a_campaign_that_does_not_run_lets_nobody_in(workspace: Workspace) -> None:
    contact = make_contact(workspace)
    target = entered(workspace)
    source = launch(workspace, jumping(target))
    campaign_cancel(campaign=target, actor=SYSTEM)
    tick()
    execution = execution_for(source, contact)
    assert (execution.state, execution.reason) == ("failed", "jump_refused")
    assert executions_of(target) == []


def test_a_ring_of_jumps_comes_to_an_end(workspace: Workspace) -> None:
    make_contact(workspace)
    always = {"reentry": "always"}
    first = make_campaign(workspace, settings=always)
    second = launch(workspace, jumping(first, "trigger_api"), settings=always)
    draft_save(campaign=first, document=jumping(second), actor=SYSTEM)
    campaign_launch(campaign=first, actor=SYSTEM)
    triggers.run()
    tick()
    reasons = [each.reason for campaign in (first, second) for each in executions_of(campaign)]
    assert (len(reasons), reasons.count("jumped"), reasons.count("jump_limit")) == (MAX_JUMPS + 1, MAX_JUMPS, 1)


def test_itself_and_strangers_are_refused_at_publish(workspace: Workspace) -> None:
    make_contact(workspace)
    foreign = make_campaign(make_workspace())
    campaign = make_campaign(workspace)
    for target, code in ((campaign, "campaign_itself"), (foreign, "campaign_missing")):
        draft_save(campaign=campaign, document=jumping(target), actor=SYSTEM)
        with pytest.raises(InvalidInput) as caught:
            campaign_launch(campaign=campaign, actor=SYSTEM)
        assert [(each.field, each.code) for each in caught.value.details] == [
            ("workflow.nodes[1].config.campaign", code)
        ]
