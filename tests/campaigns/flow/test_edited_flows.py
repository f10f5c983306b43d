"""Flows made by random edits in the browser's model, as the server judges them.

They are written by frontend/src/flow/model/corpus.test.ts. Editing never makes what publishing refuses, but for what is
told while something is unfinished: ports that an end was taken from, and a flow without its trigger.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from campaigns.flow import errors_of, parse, validate
from tests.campaigns.flow.flows import known

FLOWS: list[dict[str, Any]] = json.loads((Path(__file__).parent / "edited_flows.json").read_text())
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
