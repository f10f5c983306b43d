"""Flows made by random edits in the browser's model, as the server judges them.

They are written by frontend/src/flow/model/corpus.test.ts. Editing never makes what publishing refuses, but for what is
told while something is unfinished: ports that an end was taken from, and a flow without its trigger.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from campaigns.flow import errors_of, parse, validate
from campaigns.nodes import registry
from tests.campaigns.flow.flows import known, node
from tests.campaigns.nodes.data import RULE

CORPUS = json.loads((Path(__file__).parent / "edited_flows.json").read_text())
FLOWS: list[dict[str, Any]] = CORPUS["edited"]
UNFINISHED = {"no_trigger", "port_open"}


@pytest.mark.parametrize("place", range(len(FLOWS)))
def test_editing_makes_no_structural_error(place: int) -> None:
    assert {issue.code for issue in errors_of(validate(parse(FLOWS[place]), known()))} <= UNFINISHED


def test_the_flows_are_of_every_kind() -> None:
    types = {node["type"] for flow in FLOWS for node in flow["nodes"]}
    assert types == {
        "ab_test", "condition", "end", "switch", "tag", "throttle", "trigger_api", "trigger_manual", "update_score",
        "wait", "webhook",
    }  # fmt: skip
    assert any(len(flow["nodes"]) > 20 for flow in FLOWS)


def test_flows_edited_from_a_finished_one_stay_finished() -> None:
    errors = [errors_of(validate(parse(flow), known())) for flow in FLOWS[1::2]]
    assert [[issue.code for issue in found if issue.code != "no_trigger"] for found in errors] == [[]] * 12


def test_a_fresh_step_of_every_type_can_be_saved() -> None:
    flow = parse({"nodes": CORPUS["fresh"]})
    assert [node.type for node in flow.nodes] == [node_type.key for node_type in registry.all_types()]


def test_the_branches_that_a_fresh_split_begins_with_are_enough() -> None:
    by_type = {node["type"]: node["config"] for node in CORPUS["fresh"]}
    branches = [{**branch, "rule": RULE} for branch in by_type["switch"]["branches"]]
    nodes = [node("s", "switch", branches=branches), node("x", "ab_test", **by_type["ab_test"])]
    codes = [issue.code for issue in errors_of(validate(parse({"nodes": nodes}), known()))]
    assert codes == ["no_trigger", *["port_open"] * 5]
