"""The sequence of the tenant API: a linear flow read and written as a list of steps."""

from typing import Any
from uuid import UUID

import pytest

from campaigns.flow import Flow, parse, validate
from campaigns.flow.sequence import TemplateIntent, flow_to_sequence, sequence_to_flow
from tests.campaigns.flow.flows import DAY, SEND, SENDER_ID, TEMPLATE_ID, edges, known, linear, node, welcome
from tests.campaigns.nodes.data import SECOND_TEMPLATE, SENDER, TEMPLATE
from workspaces.errors import InvalidInput
from workspaces.ids import encode

EMAIL = {"type": "email", "subject": "Hello {{firstName}}", "body": "<p>Hi</p>"}
WAIT = {"type": "wait", "duration": {"value": 3, "unit": "days"}}
TAG = {"type": "tag", "action": "add", "tag": "seen"}
FIELD = {"type": "set_field", "field": "plan", "value": None}
TYPES = "email, sms, whatsapp, telegram, push, onsite, wait, tag, set_field"


def steps(*items: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"step": place, **item} for place, item in enumerate(items, start=1)]


def refused(data: object) -> list[tuple[str, str]]:
    with pytest.raises(InvalidInput) as caught:
        sequence_to_flow(data)
    return [(detail.field, detail.message) for detail in caught.value.details]


def test_steps_become_a_flow_with_a_manual_trigger_and_an_end() -> None:
    draft = sequence_to_flow(steps(EMAIL, WAIT, TAG, FIELD))
    assert draft.templates == (TemplateIntent("s1", None, "Hello {{firstName}}", "<p>Hi</p>"),)
    flow = draft.flow({"s1": TEMPLATE_ID})
    send = {"channel": "email", "template": TEMPLATE, "on_ineligible": "end"}
    assert flow == parse(
        {
            "nodes": [
                node("start", "trigger_manual"),
                node("s1", "send", **send),
                node("s2", "wait", **DAY | {"duration": {"value": 3, "unit": "days"}}),
                node("s3", "tag", action="add", tag="seen"),
                node("s4", "set_field", field="plan", value=None),
                node("end", "end"),
            ],
            "edges": edges("start > s1 > s2 > s3 > s4 > end"),
        }
    )
    assert validate(flow, known(default_sender=SENDER_ID)) == []


def test_the_flow_can_not_be_made_before_its_templates() -> None:
    with pytest.raises(KeyError, match="s1"):
        sequence_to_flow(steps(EMAIL)).flow({})


def test_a_flow_is_read_back_as_its_steps() -> None:
    flow = sequence_to_flow(steps(EMAIL, WAIT, TAG, FIELD)).flow({"s1": TEMPLATE_ID})
    assert flow_to_sequence(flow) == [
        {"step": 1, "type": "email", "node": "s1", "template": TEMPLATE},
        {"step": 2, "node": "s2", **WAIT},
        {"step": 3, "node": "s3", **TAG},
        {"step": 4, "node": "s4", **FIELD},
    ]


def test_what_was_read_can_be_written_back_unchanged() -> None:
    send = {**SEND, "on_ineligible": "continue"}
    document = linear(node("hi", "send", **send), node("w1", "wait", **DAY), node("s1", "tag", action="add", tag="x"))
    document["nodes"][0] = node("t", "trigger_scheduled", rrule="FREQ=DAILY")
    document["nodes"][2]["name"] = "Breathe"
    document["nodes"].insert(1, node("api", "trigger_api"))
    document["edges"] += edges("api > hi")
    flow = parse(document)
    read = flow_to_sequence(flow)
    assert read is not None
    assert read[0] == {
        "step": 1,
        "type": "email",
        "node": "hi",
        "template": TEMPLATE,
        "sender": SENDER,
        "on_ineligible": "continue",
    }
    read[0] |= {"subject": "s", "body": "b"}
    draft = sequence_to_flow(read, current=flow)
    assert draft.templates == (TemplateIntent("hi", TEMPLATE_ID, "s", "b"),)
    again = draft.flow({"hi": TEMPLATE_ID})
    by_key = {item.id: item for item in again.nodes}
    assert by_key == {item.id: item for item in flow.nodes}
    assert {(edge.source, edge.target) for edge in again.edges} == {(edge.source, edge.target) for edge in flow.edges}


@pytest.mark.parametrize("channel", ["email", "sms", "whatsapp", "telegram", "push", "onsite"])
def test_a_message_of_any_channel_is_a_step_and_loses_nothing_on_the_way(channel: str) -> None:
    options = {
        "sender": SENDER,
        "rotation": {"templates": [{"template": SECOND_TEMPLATE, "weight": 3}]},
        "spread_hours": 2,
        "on_ineligible": "continue",
        "link_tags": {"source": "shop"},
        "fallback": {"channel": "sms", "template": SECOND_TEMPLATE},
    }
    flow = parse(linear(node("s", "send", channel=channel, template=TEMPLATE, **options)))
    read = flow_to_sequence(flow)
    assert read == [{"step": 1, "type": channel, "node": "s", "template": TEMPLATE, **options}]
    inline = {"subject": "s", "body": "b"} if channel == "email" else {}
    draft = sequence_to_flow([read[0] | inline], current=flow)
    assert [each.template_id for each in draft.templates] == [TEMPLATE_ID] * bool(inline)
    assert draft.flow({"s": TEMPLATE_ID}) == flow


def test_new_steps_get_free_keys() -> None:
    draft = sequence_to_flow([{**TAG, "node": "s1"}, TAG, {**TAG, "node": "end"}, TAG])
    assert [key for key, _ in draft.steps] == ["s1", "s2", "end", "s3"]
    assert draft.end == "end2"


def test_an_empty_sequence_and_an_empty_flow() -> None:
    flow = sequence_to_flow([]).flow({})
    assert [item.type for item in flow.nodes] == ["trigger_manual", "end"]
    assert flow_to_sequence(flow) == []
    assert flow_to_sequence(Flow()) == []


def test_an_open_end_is_still_a_sequence() -> None:
    document = {"nodes": [node("t", "trigger_api"), node("w", "wait", **DAY)], "edges": edges("t > w")}
    assert flow_to_sequence(parse(document)) == [{"step": 1, "type": "wait", "node": "w", **DAY}]
    assert flow_to_sequence(parse({"nodes": [node("t", "trigger_api")]})) == []


NOT_LINEAR = {
    "branches": welcome(),
    "loops": {"nodes": [node("t", "trigger_manual"), node("w", "wait", **DAY)], "edges": edges("t > w > w")},
    "is unfinished": linear(node("w", "wait")),
    "has no trigger": {"nodes": [node("e", "end")]},
    "has a node aside": {**linear(), "nodes": [*linear()["nodes"], node("x", "end")]},
    "has triggers that lead to different nodes": {
        "nodes": [node("t", "trigger_manual"), node("a", "trigger_api"), node("w", "wait", **DAY), node("e", "end")],
        "edges": edges("t > w > e", "a > e"),
    },
    "has two edges from one port": {
        "nodes": [node("t", "trigger_manual"), node("w", "wait", **DAY), node("e", "end")],
        "edges": edges("t > w > e", "t > e"),
    },
}


@pytest.mark.parametrize("document", NOT_LINEAR.values(), ids=NOT_LINEAR.keys())
def test_what_is_no_sequence(document: dict[str, Any]) -> None:
    assert flow_to_sequence(parse(document)) is None


@pytest.mark.parametrize(
    ("data", "problems"),
    [
        ({}, [("sequence", "must be a list of steps")]),
        (None, [("sequence", "must be a list of steps")]),
        ([7], [("sequence[0].type", f"must be one of {TYPES}")]),
        ([{"type": "fax"}], [("sequence[0].type", f"must be one of {TYPES}")]),
        ([{"type": "sms"}], [("sequence[0].template", "required")]),
        ([{"type": "email"}], [("sequence[0].subject", "required"), ("sequence[0].body", "required")]),
        ([{**EMAIL, "subject": ""}], [("sequence[0].subject", "must have at least 1 character")]),
        ([{**EMAIL, "cc": "x"}], [("sequence[0].cc", "unknown field")]),
        (
            [EMAIL, {**WAIT, "duration": {"value": 0, "unit": "days"}}],
            [("sequence[1].duration.value", "must be greater than or equal to 1")],
        ),
        ([TAG, {**TAG, "step": 3}], [("sequence[1].step", "must be 2, its place in the list")]),
        ([{**TAG, "step": "1"}], [("sequence[0].step", "must be a valid integer")]),
        ([{**TAG, "node": "a"}, {**TAG, "node": "a"}], [("sequence[1].node", "'a' is already a node of the flow")]),
        ([{**TAG, "node": "start"}], [("sequence[0].node", "'start' is already a node of the flow")]),
        (
            [{**EMAIL, "body": "a\0"}],
            [("sequence[0].body", "contains a character that can't be stored (NUL or half a surrogate pair)")],
        ),
        ([TAG] * 999, [("sequence", "must have at most 998 steps")]),
    ],
)
def test_wrong_steps_are_refused_at_their_place(data: object, problems: list[tuple[str, str]]) -> None:
    assert refused(data) == problems


def test_ids_may_be_plain_uuids() -> None:
    plain = {**EMAIL, "template": str(TEMPLATE_ID), "sender": str(UUID(int=5))}
    draft = sequence_to_flow([plain])
    assert draft.templates[0].template_id == TEMPLATE_ID
    assert draft.flow({"s1": TEMPLATE_ID}).nodes[1].config["sender"] == encode("snd", UUID(int=5))
