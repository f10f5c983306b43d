"""Rules that decide in whole passes: what set the execution off, what the contact did, what it did with a message of
this flow; and the values of each decision in the journal.
"""

from datetime import timedelta
from typing import Any

import pytest

from campaigns.engine import triggers
from campaigns.models import Campaign, Step
from contacts.models import Contact, Event
from contacts.services import EventIn, events_record, segment_members_add
from messaging.models import Message
from tests.factories.campaigns import (
    counters_of,
    default_sender,
    execution_for,
    flow,
    launch,
    recount,
    send_config,
    settle_messages,
    tick,
)
from tests.factories.contacts import make_contact, make_segment
from tests.factories.templates_app import make_published
from tests.factories.workspaces import make_workspace
from workspaces.clock import database_now
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db

SPLIT = ("c.yes>y", "c.no>n")
Rule = dict[str, Any]


@pytest.fixture
def workspace() -> Workspace:
    return make_workspace()


def rule(*leaves: Rule, condition: str = "AND") -> Rule:
    return {"condition": condition, "rules": list(leaves)}


def asking(workspace: Workspace, decides: Rule) -> Campaign:
    """Whoever ordered comes in and is asked."""
    document = flow(
        ("t", "trigger_event", {"event": "ordered"}),
        ("c", "condition", {"rule": decides}),
        ("y", "end", {}),
        ("n", "end", {}),
        edges=["t>c", *SPLIT],
    )
    return launch(workspace, document)


def order(*contacts: Contact, **properties: Any) -> None:
    events = [EventIn(contact.pk, "ordered", properties) for contact in contacts]
    events_record(workspace_id=contacts[0].workspace_id, events=events)


def go() -> None:
    triggers.run()
    tick()


def decision(campaign: Campaign, contact: Contact, node: str = "c") -> tuple[str, str, Any]:
    """Port, reason and detail of the node's journal line."""
    step = Step.objects.in_workspace(campaign.workspace_id).get(
        execution=execution_for(campaign, contact), node=node, outcome="passed"
    )
    return step.port, step.reason, step.detail


class TestTriggerData:
    def test_decides_for_each_contact_by_its_own_event(self, workspace: Workspace) -> None:
        large, small, odd, empty, null = (make_contact(workspace) for _ in range(5))
        total = {"type": "trigger", "field": "cart.total", "operator": ">=", "value": 50}
        campaign = asking(workspace, rule(total))
        order(large, cart={"total": 50})
        order(small, cart={"total": 49.99})
        order(odd, cart={"total": "50"})
        order(empty)
        order(null, cart={"total": None})
        go()
        found = {contact.pk: decision(campaign, contact) for contact in (large, small, odd, empty, null)}
        assert found == {
            large.pk: ("yes", "rule_matched", {"values": [50]}),
            small.pk: ("no", "rule_not_matched", {"values": [49.99]}),
            odd.pk: ("no", "rule_not_matched", {"values": ["50"]}),
            empty.pk: ("no", "rule_not_matched", {"values": [None]}),
            null.pk: ("no", "rule_not_matched", {"values": [None]}),
        }
        assert counters_of(campaign) == recount(campaign)

    @pytest.mark.parametrize("properties", [{}, {"plan": None}, {"plan": 7}, {"plan": ["pro"]}, {"plan": {"a": 1}}])
    @pytest.mark.parametrize("operator", ["equals", "not_equals", "contains", "not_contains"])
    def test_what_is_not_there_or_of_another_type_says_no(
        self, workspace: Workspace, properties: dict[str, Any], operator: str
    ) -> None:
        contact = make_contact(workspace)
        leaf = {"type": "trigger", "field": "plan", "operator": operator, "value": "free"}
        campaign = asking(workspace, rule(leaf))
        order(contact, **properties)
        go()
        lists = properties == {"plan": ["pro"]} and operator == "not_contains"
        port, reason = ("yes", "rule_matched") if lists else ("no", "rule_not_matched")
        assert decision(campaign, contact) == (port, reason, {"values": [properties.get("plan")]})

    def test_long_values_are_kept_in_part_and_many_not_all(self, workspace: Workspace) -> None:
        contact = make_contact(workspace, tags=[f"tag {number:02}" for number in range(30)])
        leaves: list[Rule] = [{"type": "trigger", "field": "note", "operator": "contains", "value": "x"}]
        leaves += [{"type": "tag", "operator": "has", "value": "tag 29"}] * 12
        campaign = asking(workspace, rule(*leaves))
        order(contact, note="x" * 5_000)
        go()
        port, _, detail = decision(campaign, contact)
        assert (port, len(detail["values"])) == ("yes", 10)
        assert detail["values"][0] == "x" * 100 + "…"
        assert detail["values"][1] == ["tag 29", *(f"tag {number:02}" for number in range(9))]


class TestEvents:
    def test_ordered_twice_in_thirty_days(self, workspace: Workspace) -> None:
        often, long_ago, cheap = (make_contact(workspace) for _ in range(3))
        now = database_now()
        earlier = {often: (29, 80), long_ago: (31, 80), cheap: (29, 10)}
        for contact, (days, total) in earlier.items():
            then = now - timedelta(days=days)
            event = EventIn(contact.pk, "ordered", {"total": total}, then)
            events_record(workspace_id=workspace.pk, events=[event])
        Event.objects.in_workspace(workspace).update(routed_at=now)
        leaf = {"type": "event", "field": "ordered", "operator": "did", "count": 2, "window": "30d"}
        dear = {**leaf, "value": {"filter": [{"field": "total", "operator": ">=", "value": 50}]}}
        campaign = asking(workspace, rule(leaf, dear))
        order(often, long_ago, cheap, total=50)
        go()
        assert decision(campaign, often) == ("yes", "rule_matched", {"values": [2, 2]})
        assert decision(campaign, long_ago) == ("no", "rule_not_matched", {"values": [1, 1]})
        assert decision(campaign, cheap) == ("no", "rule_not_matched", {"values": [2, 1]})

    def test_what_was_opened_is_the_message_of_this_passage(self, workspace: Workspace) -> None:
        opened, not_opened = make_contact(workspace), make_contact(workspace)
        default_sender(workspace)
        template, _ = make_published(workspace)
        did = {"type": "engagement", "field": "opened", "operator": "is", "value": {"node": "s"}}
        document = flow(
            ("t", "trigger_manual", {}),
            ("s", "send", send_config(template)),
            ("w", "wait", {"duration": {"value": 1, "unit": "days"}}),
            ("c", "condition", {"rule": rule(did)}),
            ("y", "end", {}),
            ("n", "end", {}),
            edges=["t>s", "s>w", "w>c", *SPLIT],
        )
        campaign = launch(workspace, document)
        tick()
        settle_messages(campaign)
        tick()
        Message.objects.in_workspace(workspace).filter(contact=opened).update(opened_at=database_now())
        tick(database_now() + timedelta(days=1))
        assert decision(campaign, opened) == ("yes", "rule_matched", {"values": [1]})
        assert decision(campaign, not_opened) == ("no", "rule_not_matched", {"values": [0]})


class TestSwitch:
    def test_says_what_each_branch_saw(self, workspace: Workspace) -> None:
        gold, silver, none = (make_contact(workspace, score=score) for score in (90, 50, 10))
        branches = [
            {"port": port, "rule": rule({"type": "score", "operator": ">=", "value": least}, tagged)}
            for port, least, tagged in (
                ("gold", 80, {"type": "tag", "operator": "has_not", "value": "x"}),
                ("silver", 40, {"type": "tag", "operator": "has_not", "value": "y"}),
            )
        ]
        document = flow(
            ("t", "trigger_manual", {}),
            ("c", "switch", {"branches": branches}),
            ("y", "end", {}),
            edges=["t>c", "c.gold>y", "c.silver>y", "c.else>y"],
        )
        campaign = launch(workspace, document)
        tick()
        assert decision(campaign, gold) == ("gold", "rule_matched", {"values": [90, []]})
        assert decision(campaign, silver) == ("silver", "rule_matched", {"values": [50, []]})
        assert decision(campaign, none) == (
            "else",
            "no_branch",
            {"values": {"gold": [10, []], "silver": [10, []]}},
        )


@pytest.mark.parametrize("kind", ["segment_add", "segment_remove"])
def test_a_static_segment_is_read_again_behind_its_node(workspace: Workspace, kind: str) -> None:
    segment = make_segment(workspace, name="Chosen")
    contact = make_contact(workspace)
    if kind == "segment_remove":
        segment_members_add(segment=segment, contact_ids=[contact.pk], now=database_now())
    inside = {"type": "segment", "operator": "in", "value": segment.public_id}
    nodes = (
        ("t", "trigger_manual", {}),
        ("g", kind, {"segment": segment.public_id}),
        ("c", "condition", {"rule": rule(inside)}),
        ("y", "end", {}),
        ("n", "end", {}),
    )
    asked = launch(workspace, flow(*nodes, edges=["t>g", "g>c", *SPLIT]))
    tick()
    added = kind == "segment_add"
    found = ("yes", "rule_matched", {"values": ["in"]}) if added else ("no", "rule_not_matched", {"values": ["not in"]})
    assert decision(asked, contact) == found


def test_what_a_node_wrote_is_what_the_next_one_sees(workspace: Workspace) -> None:
    contact = make_contact(workspace, score=40)
    leaves = [{"type": "score", "operator": ">=", "value": 50}, {"type": "tag", "operator": "has", "value": "warm"}]
    document = flow(
        ("t", "trigger_manual", {}),
        ("s", "update_score", {"delta": 10}),
        ("g", "tag", {"action": "add", "tag": "warm"}),
        ("c", "condition", {"rule": rule(*leaves)}),
        ("y", "end", {}),
        ("n", "end", {}),
        edges=["t>s", "s>g", "g>c", *SPLIT],
    )
    campaign = launch(workspace, document)
    tick()
    assert decision(campaign, contact) == ("yes", "rule_matched", {"values": [50, ["warm"]]})
