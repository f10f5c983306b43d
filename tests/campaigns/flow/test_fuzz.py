"""Whatever comes in: a flow or InvalidInput that names places, never another exception; and so on from there."""

import json
from contextlib import suppress
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from campaigns.flow import CannotCompile, Pins, Severity, compile, parse, references, validate
from campaigns.flow.graph import Graph
from campaigns.flow.sequence import flow_to_sequence, sequence_to_flow
from tests.campaigns.flow.flows import TEMPLATE_ID, VERSION_ID, known, welcome
from tests.campaigns.nodes.data import NODES
from workspaces.errors import InvalidInput

SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
)
KEYS = st.sampled_from(["t", "a", "b", "c"])
TRIED = [item.config for data in NODES.values() for item in data.good]
TRIED += [item.config for data in NODES.values() for item in data.bad]
CONFIGS = st.sampled_from(TRIED)
NODE = st.fixed_dictionaries(
    {"id": KEYS, "type": st.sampled_from([*NODES])}, optional={"config": CONFIGS | JSON, "name": JSON}
)
EDGE = st.fixed_dictionaries(
    {"source": KEYS, "target": KEYS}, optional={"port": st.sampled_from(["next", "yes", "A", "x"])}
)
FLOW = st.fixed_dictionaries(
    {"nodes": st.lists(NODE, max_size=4, unique_by=lambda node: str(node["id"])), "edges": st.lists(EDGE, max_size=6)}
)
STEP = st.fixed_dictionaries(
    {"type": st.sampled_from(["email", "wait", "tag", "set_field"]) | JSON},
    optional={"step": JSON, "node": KEYS | JSON, "subject": JSON, "body": JSON, "tag": JSON, "action": JSON},
)


def use(data: object) -> None:
    """Everything that happens to a flow after it was parsed."""
    flow = parse(data)
    json.dumps(flow.document(), allow_nan=False).encode()
    assert parse(flow.document()) == flow
    for node in Graph(flow).nodes.values():
        if node.type is not None and node.config is not None:
            assert node.type.summary(node.config)
    references(flow)
    flow_to_sequence(flow)
    issues = validate(flow, known())
    with suppress(CannotCompile):
        compile(flow, pins=Pins({TEMPLATE_ID: VERSION_ID}))
        assert {issue.code for issue in issues if issue.severity is Severity.ERROR} <= TOLERATED


# What compilation needs not look at.
TOLERATED = set(
    "no_trigger unreachable port_taken port_unknown edge_to_trigger port_repeated weights_sum template_missing "
    "template_wrong_channel sender_missing sender_wrong_channel channel_unavailable".split()
)


@given(JSON)
def test_any_json(data: object) -> None:
    with suppress(InvalidInput):
        use(data)


@given(FLOW)
@settings(max_examples=300)
def test_anything_that_looks_like_a_flow(data: dict[str, Any]) -> None:
    with suppress(InvalidInput):
        use(data)


@given(st.integers(0, 9), JSON)
def test_a_good_flow_with_one_config_replaced(place: int, config: object) -> None:
    document = welcome()
    document["nodes"][place]["config"] = config
    with suppress(InvalidInput):
        use(document)


@given(st.lists(STEP, max_size=4) | JSON)
def test_any_sequence(data: object) -> None:
    with suppress(InvalidInput):
        draft = sequence_to_flow(data)
        flow = draft.flow({intent.node: TEMPLATE_ID for intent in draft.templates})
        assert parse(flow.document()) == flow
        steps = flow_to_sequence(flow)
        assert steps is not None
        assert len(steps) == len(draft.steps)
