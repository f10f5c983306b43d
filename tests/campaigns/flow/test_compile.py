"""Compilation: the order that a pass follows, resolved ports, pins, ways back, and a hash of the content."""

from dataclasses import FrozenInstanceError
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.engine.plans import loops_of
from campaigns.flow import CannotCompile, Flow, FlowEdge, FlowNode, NoSuchNode, Pins, Plan, compile, parse, validate
from tests.campaigns.flow.flows import (
    DAY,
    SEND,
    SENDER_ID,
    TEMPLATE_ID,
    VERSION_ID,
    edges,
    known,
    linear,
    node,
    welcome,
    without,
)
from tests.campaigns.nodes.data import RULE, TEMPLATE

PINS = Pins({TEMPLATE_ID: VERSION_ID})


def plan_of(document: dict[str, Any]) -> Plan:
    return compile(parse(document), pins=PINS)


def assert_order(plan: Plan) -> None:
    """Every edge leads forwards, apart from those out of resting nodes."""
    assert [compiled.rank for compiled in plan] == list(range(len(plan)))
    for compiled in plan:
        for target in compiled.targets.values():
            assert compiled.type.rests_first or compiled.rank < plan.node(target).rank


def test_the_demo_flow() -> None:
    plan = plan_of(welcome())
    assert_order(plan)
    assert len(plan) == 10
    assert dict(plan.node("ab").targets) == {"A": "a", "B": "b", "C": "c"}
    assert dict(plan.node("end").targets) == {}
    assert plan.entry_targets("start") == ("hello",)
    assert [compiled.key for compiled in plan.triggers] == ["start"]
    assert [compiled.key for compiled in plan.resting] == ["pause"]
    assert plan.node("pause").config.duration.value == 1


def test_pinned_versions_stand_at_the_sends() -> None:
    plan = plan_of(welcome())
    assert dict(plan.node("hello").versions) == {TEMPLATE_ID: VERSION_ID}
    assert dict(plan.node("mark").versions) == {}


def test_a_send_without_a_sender_gets_the_pinned_default_one() -> None:
    document = welcome()
    document["nodes"][1]["config"] = {"channel": "email", "template": TEMPLATE}
    default = UUID(int=5)
    plan = compile(parse(document), pins=Pins({TEMPLATE_ID: VERSION_ID}, default_sender=default))
    assert (plan.node("hello").sender, plan.node("a").sender) == (default, SENDER_ID)
    assert {compiled.sender for compiled in plan if compiled.type.key != "send"} == {None}


def test_several_triggers_each_lead_in() -> None:
    document = {
        "nodes": [node("t", "trigger_manual"), node("a", "trigger_api"), node("w", "wait", **DAY), node("e", "end")]
    }
    plan = plan_of({**document, "edges": edges("t > w > e", "a > e")})
    assert (plan.entry_targets("t"), plan.entry_targets("a")) == (("w",), ("e",))
    assert [compiled.key for compiled in plan.triggers] == ["t", "a"]


def test_a_plan_does_not_change() -> None:
    plan = plan_of(welcome())
    with pytest.raises(TypeError):
        plan.node("ab").targets["A"] = "b"  # type: ignore[index]
    with pytest.raises(TypeError):
        plan.node("hello").versions[TEMPLATE_ID] = TEMPLATE_ID  # type: ignore[index]
    with pytest.raises(FrozenInstanceError):
        plan.hash = ""  # type: ignore[misc]
    with pytest.raises(NoSuchNode):
        plan.node("nowhere")


def loop() -> dict[str, Any]:
    return {
        "nodes": [
            node("t", "trigger_manual"),
            node("first", "wait", **DAY),
            node("s", "send", **SEND),
            node("w", "wait", **DAY),
            node("c", "condition", rule=RULE),
            node("e", "end"),
        ],
        "edges": edges("t > first > s > w > c", "c.yes > s", "c.no > e"),
    }


def test_a_loop_is_cut_behind_its_wait() -> None:
    plan = plan_of(loop())
    assert_order(plan)
    assert plan.node("c").rank < plan.node("s").rank < plan.node("w").rank


def test_a_wait_that_leads_to_itself() -> None:
    plan = plan_of({"nodes": [node("t", "trigger_manual"), node("w", "wait", **DAY)], "edges": edges("t > w > w")})
    assert dict(plan.node("w").targets) == {"next": "w"}


def test_the_hash_is_of_the_content() -> None:
    plan = plan_of(welcome())
    assert len(plan.hash) == 64
    assert plan_of(welcome()).hash == plan.hash
    changed = welcome()
    changed["nodes"][2]["config"] = {"duration": {"value": 2, "unit": "days"}}
    assert plan_of(changed).hash != plan.hash
    named = welcome()
    named["nodes"][2]["name"] = "A day"
    assert plan_of(named).hash != plan.hash
    assert plan_of(named).node("pause").name == "A day"
    assert compile(parse(welcome()), pins=Pins(PINS.templates, TEMPLATE_ID)).hash != plan.hash
    other_pins = Pins({TEMPLATE_ID: TEMPLATE_ID})
    assert compile(parse(welcome()), pins=other_pins).hash != plan.hash


@pytest.mark.parametrize(
    ("document", "message"),
    [
        (without(welcome(), edge={"source": "vip", "port": "no"}), "port no of node vip leads nowhere"),
        (linear(node("w", "wait")), "node w has an unknown type or an unfinished config"),
        (
            {**loop(), "edges": edges("t > s > c", "c.yes > s", "c.no > e", "first > e", "w > e")},
            "loop without a wait: ",
        ),
    ],
)
def test_what_validation_refuses_does_not_compile(document: dict[str, Any], message: str) -> None:
    with pytest.raises(CannotCompile) as caught:
        plan_of(document)
    assert str(caught.value).startswith(message)


def test_every_template_must_be_pinned() -> None:
    with pytest.raises(CannotCompile, match=f"no version is pinned for template {TEMPLATE_ID}"):
        compile(parse(welcome()), pins=Pins())


@st.composite
def flows(draw: st.DrawFn) -> Flow:
    """Valid flows: a DAG of random nodes after the trigger; waits may lead anywhere, back to themselves as well."""
    types = draw(st.lists(st.sampled_from(["tag", "condition", "wait", "send"]), min_size=1, max_size=25))
    configs = {"tag": {"action": "add", "tag": "x"}, "condition": {"rule": RULE}, "wait": DAY, "send": SEND}
    keys = [f"n{number}" for number in range(len(types))]
    nodes = [FlowNode(id="t", type="trigger_manual")]
    nodes += [FlowNode(id=key, type=kind, config=configs[kind]) for key, kind in zip(keys, types, strict=True)]
    ways = [FlowEdge(source="t", target=keys[0])]
    for place, (key, kind) in enumerate(zip(keys, types, strict=True)):
        targets = keys if kind == "wait" else keys[place + 1 :]
        for port in ("yes", "no") if kind == "condition" else ("next",):
            ways.append(FlowEdge(source=key, target=draw(st.sampled_from([*targets, "e"])), port=port))
    shuffled = draw(st.permutations([*nodes, FlowNode(id="e", type="end")]))
    return Flow(nodes=tuple(shuffled), edges=tuple(draw(st.permutations(ways))))


@given(flows())
def test_any_sound_flow_compiles_into_an_order_with_all_ports_resolved(flow: Flow) -> None:
    tolerated = {"unreachable", "same_target"}
    assert {issue.code for issue in validate(flow, known())} <= tolerated
    plan = compile(flow, pins=PINS)
    assert_order(plan)
    assert {compiled.key for compiled in plan} == {item.id for item in flow.nodes}
    resolved = {(compiled.key, port, target) for compiled in plan for port, target in compiled.targets.items()}
    assert resolved == {(edge.source, edge.port, edge.target) for edge in flow.edges}
    for compiled in plan:
        assert set(compiled.targets) == {port.name for port in compiled.type.ports(compiled.config)}


@given(flows(), st.data())
def test_going_round_always_takes_a_way_back(flow: Flow, data: st.DataObject) -> None:
    """Invariant 1 rests on it: nobody comes to a node again in the same visit."""
    plan = compile(flow, pins=PINS)
    loops = loops_of(plan)
    key, visit, seen = "t", 1, set()
    for _ in range(60):
        assert (key, visit) not in seen
        seen.add((key, visit))
        compiled = plan.node(key)
        if not compiled.targets:
            break
        port = data.draw(st.sampled_from(sorted(compiled.targets)))
        visit += (key, port) in loops
        key = compiled.targets[port]
