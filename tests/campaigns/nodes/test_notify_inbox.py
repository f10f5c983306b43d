"""Notify inbox: one thread for each contact, with texts of its own."""

from typing import Any

import pytest

from campaigns.nodes.moves import Group, Kind, Moves
from campaigns.services import campaign_launch
from messaging.models import InboxThread
from tests.campaigns.nodes.world import FakeWorld, batch_at
from tests.factories.campaigns import SYSTEM, chain, executions_of, launch, make_campaign, tick
from tests.factories.contacts import make_contact
from tests.factories.workspaces import make_member, make_user
from workspaces.errors import InvalidInput
from workspaces.models import Workspace

CONFIG = {"subject": "Call {{ contact.first_name }}", "body": "Plan: {{ trigger.plan }}"}


def step(batch: Any) -> list[Group]:
    moves: Moves = batch.node.type.step(batch)
    moves.check(batch)
    return moves.groups


def test_only_rows_whose_texts_can_not_be_made_fail() -> None:
    world = FakeWorld(unrendered={1: "too long"})
    batch = batch_at("notify_inbox", CONFIG, 3, world=world)
    assert step(batch) == [
        Group(Kind.PORT, [0, 2], "next"),
        Group(Kind.FAIL, [1], reason="render_failed", details=[{"message": "too long"}]),
    ]
    contacts = [batch.contact_ids[0], batch.contact_ids[2]]
    assert world.calls == [("inbox_open", contacts, ["text 0", "text 2"], ["text 0", "text 2"], None)]


def test_threads_are_opened_for_the_assignee(workspace: Workspace) -> None:
    ada = make_member(workspace, user=make_user("ada@example.com"))
    contacts = {make_contact(workspace, first_name=name).pk: name for name in ("Bob", "Cy")}
    campaign = launch(workspace, chain(("n", "notify_inbox", {**CONFIG, "assignee": "Ada@example.com"})))
    tick()
    assert {execution.state for execution in executions_of(campaign)} == {"completed"}
    threads = InboxThread.objects.in_workspace(workspace)
    assert {thread.contact_id: thread.subject for thread in threads} == {
        contact: f"Call {name}" for contact, name in contacts.items()
    }
    assert {(thread.assignee, thread.node, thread.visit, thread.state) for thread in threads} == {(ada, "n", 1, "open")}


def test_a_stranger_is_refused_at_publish(workspace: Workspace) -> None:
    make_contact(workspace)
    campaign = make_campaign(workspace, chain(("n", "notify_inbox", {**CONFIG, "assignee": "eve@example.com"})))
    with pytest.raises(InvalidInput) as caught:
        campaign_launch(campaign=campaign, actor=SYSTEM)
    assert [(each.field, each.code) for each in caught.value.details] == [
        ("workflow.nodes[1].config.assignee", "member_missing")
    ]
