"""Reading a flow document: what is refused at once, and where the refusal points to."""

import json
import subprocess
import sys
from typing import Any

import pytest

from campaigns.flow import Flow, FlowNode, parse
from campaigns.nodes.registry import all_types
from tests.campaigns.flow.flows import DAY, edges, linear, node, welcome
from workspaces.errors import InvalidInput

TRIGGER = node("t", "trigger_manual")


def refused(data: object, path: str = "workflow") -> list[tuple[str, str]]:
    with pytest.raises(InvalidInput) as caught:
        parse(data, path=path)
    first = caught.value.details[0]
    assert caught.value.message.startswith(f"{first.field}: {first.message}")
    return [(detail.field, detail.message) for detail in caught.value.details]


def test_a_flow_comes_out_as_it_went_in() -> None:
    document = welcome()
    flow = parse(json.loads(json.dumps(document)))
    assert [item.id for item in flow.nodes][:3] == ["start", "hello", "pause"]
    assert flow.nodes[2] == FlowNode(id="pause", type="wait", config=DAY)
    assert parse(flow.document()) == flow
    assert flow.document()["edges"] == document["edges"]


def test_an_empty_flow_is_a_flow() -> None:
    assert parse({}) == parse({"nodes": [], "edges": []}) == Flow()


def test_unfinished_nodes_and_open_ports_may_be_saved() -> None:
    flow = parse(
        {"nodes": [TRIGGER, node("w", "wait"), node("s", "send", channel="email"), node("r", "trigger_scheduled")]}
    )
    assert len(flow.nodes) == 4


BIG = 10**30


@pytest.mark.parametrize(
    ("data", "problems"),
    [
        ([], [("workflow", "must be a valid dictionary or instance of Flow")]),
        (None, [("workflow", "must be a valid dictionary or instance of Flow")]),
        ("x", [("workflow", "must be a valid dictionary or instance of Flow")]),
        ({"nodes": [], "zoom": 2}, [("workflow.zoom", "unknown field")]),
        ({"nodes": {}}, [("workflow.nodes", "must be a valid tuple")]),
        ({"nodes": [{"type": "end"}]}, [("workflow.nodes[0].id", "required")]),
        ({"nodes": [{"id": "e"}]}, [("workflow.nodes[0].type", "required")]),
        (
            {"nodes": [{**TRIGGER, "x": 4, "y": 2}]},
            [("workflow.nodes[0].x", "unknown field"), ("workflow.nodes[0].y", "unknown field")],
        ),
        ({"nodes": [{**TRIGGER, "name": "n" * 201}]}, [("workflow.nodes[0].name", "must have at most 200 characters")]),
        ({"edges": [{"source": "a", "target": "b", "label": ""}]}, [("workflow.edges[0].label", "unknown field")]),
        ({"edges": [{"source": "a"}]}, [("workflow.edges[0].target", "required")]),
        (
            {"nodes": [TRIGGER], "edges": edges("t > x", "y > t")},
            [
                ("workflow.edges[0].target", "there is no node 'x'"),
                ("workflow.edges[1].source", "there is no node 'y'"),
            ],
        ),
        (
            {"nodes": [TRIGGER, node("e", "end"), TRIGGER]},
            [("workflow.nodes[2].id", "'t' is already the id of nodes[0]")],
        ),
        (
            {"nodes": [TRIGGER, node("w", "wait", duration={"value": 0, "unit": "days"}, color="red")]},
            [
                ("workflow.nodes[1].config.duration.value", "must be greater than or equal to 1"),
                ("workflow.nodes[1].config.color", "unknown field"),
            ],
        ),
        ({"nodes": [{**TRIGGER, "config": []}]}, [("workflow.nodes[0].config", "must be a valid dictionary")]),
        ({"nodes": [{**TRIGGER, "name": float("nan")}]}, [("workflow.nodes[0].name", "must be a finite number")]),
        ({"nodes": [{**TRIGGER, "name": BIG}]}, [("workflow.nodes[0].name", "is too large a number")]),
        ({"nodes": [{**TRIGGER, "name": b"x"}]}, [("workflow.nodes[0].name", "bytes is not a JSON value")]),
    ],
)
def test_what_can_never_be_right_is_refused_at_its_place(data: Any, problems: list[tuple[str, str]]) -> None:
    assert refused(data) == problems


@pytest.mark.parametrize("key", ["", "a b", "a.b", "ä", "x" * 65, "a\n", 7])
def test_ids_are_plain(key: object) -> None:
    assert [field for field, _ in refused({"nodes": [{"id": key, "type": "end"}]})] == ["workflow.nodes[0].id"]


def test_an_unknown_type_is_refused_and_the_known_ones_are_named() -> None:
    [(field, message)] = refused({"nodes": [node("x", "teleport")]})
    assert field == "workflow.nodes[0].type"
    known = ", ".join(type_.key for type_ in all_types())
    assert message == f"unknown node type 'teleport'; known are {known}"
    assert known.startswith("trigger_manual, trigger_scheduled, ")


def test_the_path_is_the_callers() -> None:
    assert refused({"nodes": 1}, path="draft_data.flow")[0][0] == "draft_data.flow.nodes"


@pytest.mark.parametrize("text", ["a\0b", "\ud800", "ok \udfff"])
def test_characters_that_can_not_be_stored_are_refused_wherever_they_are(text: str) -> None:
    message = "contains a character that can't be stored (NUL or half a surrogate pair)"
    assert refused(linear(node("m", "tag", action="add", tag=text))) == [("workflow.nodes[1].config.tag", message)]
    rule = {"condition": "AND", "rules": [{"type": "tag", "value": ["x", text]}]}
    place = "workflow.nodes[1].config.rule.rules[0].value[1]"
    assert refused(linear(node("m", "condition", rule=rule))) == [(place, message)]
    assert [field for field, _ in refused({text: 1})] == ["workflow"]


def test_emoji_and_other_scripts_are_welcome() -> None:
    parse(linear(node("m", "tag", action="add", tag="żółć 🎉")))


def test_depth_is_bounded() -> None:
    rule: dict[str, Any] = {}
    for _ in range(2_000):
        rule = {"rules": [rule]}
    [(field, message)] = refused(linear(node("c", "condition", rule=rule)))
    assert field.startswith("workflow.nodes[1].config.rule.rules[0].rules[0]")
    assert message == "is nested deeper than 40 levels"


def test_size_is_bounded() -> None:
    many = [node(f"n{number}", "end") for number in range(1_001)]
    assert refused({"nodes": many}) == [("workflow.nodes", "must have at most 1000 items, not 1001")]
    values = linear(node("c", "condition", rule={"rules": [0] * 200_001}))
    assert refused(values) == [("workflow", "more than 200000 values")]
    parse({"nodes": many[:1_000]})


def test_at_most_a_hundred_problems_are_told() -> None:
    assert len(refused({"nodes": [node(f"n{number}", "end", x=1) for number in range(500)]})) == 100


def test_the_packages_of_flows_and_nodes_import_no_orm() -> None:
    code = (
        "import sys, campaigns.flow, campaigns.flow.sequence, campaigns.nodes.schemas;"
        "print([name for name in sys.modules if name.split('.')[0] in ('django', 'psycopg', 'contacts', 'messaging')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    # The words of reason codes are one registry with messaging's, which is plain data.
    assert done.stdout.strip() == "['messaging', 'messaging.reasons']"
