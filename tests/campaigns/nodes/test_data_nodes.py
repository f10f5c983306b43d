"""Nodes that change the contact's score and its segments."""

from typing import Any
from uuid import UUID

import pytest

from campaigns.nodes.moves import Group, Kind, Moves
from campaigns.services import campaign_launch
from contacts.models import Segment, SegmentMembership
from contacts.services import segment_create, segment_members_add
from tests.campaigns.nodes.data import SEGMENT
from tests.campaigns.nodes.world import FakeWorld, batch_at
from tests.factories.campaigns import SYSTEM, chain, execution_for, executions_of, launch, make_campaign, tick
from tests.factories.contacts import make_contact
from workspaces.clock import database_now
from workspaces.errors import InvalidInput
from workspaces.ids import decode
from workspaces.models import Workspace


def step(batch: Any) -> list[Group]:
    moves: Moves = batch.node.type.step(batch)
    moves.check(batch)
    return moves.groups


@pytest.mark.parametrize("config", [{"delta": 5}, {"value": -3}])
def test_a_score_is_one_operation_on_all(config: dict[str, int]) -> None:
    world = FakeWorld()
    batch = batch_at("update_score", config, 3, world=world)
    assert step(batch) == [Group(Kind.PORT, range(3), "next")]
    assert world.calls == [("update_score", batch.contact_ids, config.get("delta"), config.get("value"))]


@pytest.mark.parametrize(
    ("key", "gone", "group"),
    [
        ("segment_add", False, Group(Kind.PORT, range(2), "next")),
        ("segment_add", True, Group(Kind.FAIL, range(2), reason="segment_gone")),
        ("segment_remove", False, Group(Kind.PORT, range(2), "next")),
        ("segment_remove", True, Group(Kind.PORT, range(2), "next")),
    ],
)
def test_a_segment_is_one_operation_on_all(key: str, gone: bool, group: Group) -> None:
    world = FakeWorld(gone=gone)
    batch = batch_at(key, {"segment": SEGMENT}, 2, world=world)
    assert step(batch) == [group]
    assert world.calls == [(key, batch.contact_ids, decode("seg", SEGMENT))]


def test_scores_add_up(workspace: Workspace) -> None:
    contact = make_contact(workspace, score=10)
    campaign = launch(workspace, chain(("s", "update_score", {"delta": -3})))
    launch(workspace, chain(("s", "update_score", {"delta": 5})))
    tick()
    contact.refresh_from_db()
    assert contact.score == 12
    assert execution_for(campaign, contact).state == "completed"


def static_segment(workspace: Workspace) -> Segment:
    return segment_create(workspace=workspace, name="Winners", kind="static", actor=SYSTEM)


def members(segment: Segment) -> set[UUID]:
    rows = SegmentMembership.objects.in_workspace(segment.workspace_id).filter(segment=segment)
    return set(rows.values_list("contact_id", flat=True))


def test_contacts_come_into_a_static_segment_and_leave_it(workspace: Workspace) -> None:
    first, second = make_contact(workspace), make_contact(workspace)
    into, out = static_segment(workspace), segment_create(workspace=workspace, name="O", kind="static", actor=SYSTEM)
    segment_members_add(segment=out, contact_ids=[first.pk], now=database_now())
    nodes = (("a", "segment_add", {"segment": into.public_id}), ("r", "segment_remove", {"segment": out.public_id}))
    campaign = launch(workspace, chain(*nodes))
    tick()
    assert {execution.state for execution in executions_of(campaign)} == {"completed"}
    assert (members(into), members(out)) == ({first.pk, second.pk}, set())
    into.refresh_from_db()
    assert into.member_count == 2


def test_a_segment_that_was_deleted_meanwhile_fails_its_node_only(workspace: Workspace) -> None:
    contact = make_contact(workspace)
    segment = static_segment(workspace)
    campaign = launch(workspace, chain(("a", "segment_add", {"segment": segment.public_id})))
    # Past the service, which refuses while a campaign uses it.
    segment.delete()
    tick()
    execution = execution_for(campaign, contact)
    assert (execution.state, execution.node, execution.reason) == ("failed", "a", "segment_gone")


def test_a_dynamic_segment_is_refused_at_publish(workspace: Workspace) -> None:
    make_contact(workspace)
    rule = {"condition": "AND", "rules": [{"type": "tag", "operator": "has", "value": "vip"}]}
    segment = segment_create(workspace=workspace, name="Dynamic", rule=rule, actor=SYSTEM)
    campaign = make_campaign(workspace, chain(("a", "segment_add", {"segment": segment.public_id})))
    with pytest.raises(InvalidInput) as caught:
        campaign_launch(campaign=campaign, actor=SYSTEM)
    details = [(detail.field, detail.code) for detail in caught.value.details]
    assert details == [("workflow.nodes[1].config.segment", "segment_dynamic")]
