"""Validation: every issue code, with its exact place; errors kept apart from warnings."""

from typing import Any
from uuid import UUID

import pytest

from campaigns.flow import (
    Flow,
    FlowNode,
    KnownSender,
    KnownTemplate,
    Problem,
    References,
    Severity,
    errors_of,
    parse,
    references,
    validate,
)
from tests.campaigns.flow.flows import (
    DAY,
    SEND,
    SENDER_ID,
    TEMPLATE_ID,
    edges,
    known,
    linear,
    node,
    welcome,
    without,
)
from tests.campaigns.nodes.data import RULE, SEGMENT, variants
from workspaces.ids import encode

Found = list[tuple[str | None, str, str]]


def found(document: dict[str, Any] | Flow, facts: References | None = None) -> Found:
    flow = document if isinstance(document, Flow) else parse(document)
    issues = validate(flow, facts or known())
    assert all(issue.message.strip() for issue in issues)
    return [(issue.node_id, issue.path.removeprefix("workflow."), issue.code) for issue in issues]


def test_the_demo_flow_is_sound() -> None:
    assert found(welcome()) == []


def test_a_flow_without_a_trigger_says_only_that() -> None:
    assert found({}) == [(None, "nodes", "no_trigger")]
    assert found({"nodes": [node("a", "tag", action="add", tag="x"), node("e", "end")], "edges": edges("a > e")}) == [
        (None, "nodes", "no_trigger")
    ]


def test_several_triggers_are_fine() -> None:
    document = {"nodes": [node("t", "trigger_manual"), node("a", "trigger_api"), node("e", "end")]}
    assert found({**document, "edges": edges("t > e", "a > e")}) == []


def test_an_unreachable_node_is_an_error_at_that_node() -> None:
    document = linear()
    document["nodes"] += [node("x", "tag", action="add", tag="a"), node("y", "tag", action="add", tag="b")]
    document["edges"] += edges("x > y > e")
    assert found(document) == [("x", "nodes[2]", "unreachable"), ("y", "nodes[3]", "unreachable")]


def test_a_loop_that_no_trigger_leads_to_is_unreachable_and_endless() -> None:
    document = linear()
    document["nodes"] += [node("x", "tag", action="add", tag="a"), node("y", "tag", action="add", tag="b")]
    document["edges"] += edges("x > y > x")
    assert found(document) == [
        ("x", "nodes[2]", "unreachable"),
        ("y", "nodes[3]", "unreachable"),
        ("x", "nodes[2]", "cycle_without_wait"),
    ]


def test_a_port_without_an_edge() -> None:
    document = without(welcome(), edge={"source": "vip", "port": "no"})
    [issue] = validate(parse(document), known())
    assert (issue.node_id, issue.path, issue.code) == ("vip", "workflow.nodes[3]", "port_open")
    assert issue.message == "Nothing follows on the way “No” yet; add a step or an end."
    assert issue.severity is Severity.ERROR


def test_a_trigger_that_leads_nowhere() -> None:
    assert found({"nodes": [node("t", "trigger_manual")]}) == [("t", "nodes[0]", "port_open")]


def test_two_edges_from_one_port() -> None:
    document = welcome()
    document["edges"] += edges("start > end")
    assert found(document) == [("start", "edges[12].port", "port_taken")]


def test_an_edge_from_an_unknown_port() -> None:
    document = welcome()
    document["edges"] += edges("vip.maybe > end", "end > mark")
    [first, second] = validate(parse(document), known())
    assert (first.node_id, first.path, first.code) == ("vip", "workflow.edges[12].port", "port_unknown")
    assert first.message == "Node 'vip' has no port 'maybe'; it has yes, no."
    assert (second.node_id, second.path, second.code) == ("end", "workflow.edges[13].port", "port_unknown")
    assert second.message == "Node 'end' has no port 'next'; it has none."


def test_an_edge_to_a_trigger() -> None:
    document = {
        "nodes": [node("t", "trigger_manual"), node("w", "wait", **DAY)],
        "edges": edges("t > w > t"),
    }
    assert found(document) == [("w", "edges[1].target", "edge_to_trigger")]


def test_an_unknown_type_in_a_stored_flow() -> None:
    flow = Flow(nodes=(FlowNode(id="t", type="trigger_manual"), FlowNode(id="x", type="teleport")))
    assert ("x", "nodes[1].type", "unknown_node_type") in found(flow)


def test_an_unfinished_and_a_wrong_config() -> None:
    assert found(linear(node("w", "wait"))) == [("w", "nodes[1].config", "config_missing")]
    assert found(linear(node("s", "send"))) == [
        ("s", "nodes[1].config.channel", "config_missing"),
        ("s", "nodes[1].config.template", "config_missing"),
    ]
    document = parse(linear(node("w", "wait", **DAY))).document()
    document["nodes"][1]["config"]["duration"]["value"] = 0
    flow = Flow.model_validate(document)
    assert found(flow) == [("w", "nodes[1].config.duration.value", "config_invalid")]
    schedule = {"nodes": [node("t", "trigger_scheduled"), node("e", "end")], "edges": edges("t > e")}
    assert found(schedule) == [("t", "nodes[0].config", "config_missing")]


def test_a_loop_without_a_wait_names_its_nodes() -> None:
    document = {
        "nodes": [
            node("t", "trigger_manual"),
            node("a", "tag", action="add", tag="x"),
            node("c", "condition", rule=RULE),
            node("e", "end"),
        ],
        "edges": edges("t > a > c", "c.yes > a", "c.no > e"),
    }
    [issue] = validate(parse(document), known())
    assert (issue.node_id, issue.path, issue.code) == ("a", "workflow.nodes[1]", "cycle_without_wait")
    assert issue.message == (
        "The steps 'a' → 'c' → 'a' form a loop without a wait; contacts would go round in it without end."
    )


def test_a_send_does_not_make_a_loop_right_but_a_wait_does() -> None:
    nodes = [
        node("t", "trigger_manual"),
        node("s", "send", **SEND),
        node("c", "condition", rule=RULE),
        node("e", "end"),
    ]
    loop = edges("t > s > c", "c.no > e")
    assert found({"nodes": nodes, "edges": loop + edges("c.yes > s")}) == [("s", "nodes[1]", "cycle_without_wait")]
    waits = [*nodes, node("w", "wait", **DAY)]
    assert found({"nodes": waits, "edges": loop + edges("c.yes > w > s")}) == []


def test_a_node_that_leads_to_itself() -> None:
    document = linear(node("a", "condition", rule=RULE))
    document["edges"] = edges("t > a", "a.yes > a", "a.no > e")
    assert found(document) == [("a", "nodes[1]", "cycle_without_wait")]
    wait = {"nodes": [node("t", "trigger_manual"), node("w", "wait", **DAY)], "edges": edges("t > w > w")}
    assert found(wait) == []


def test_every_loop_is_told_up_to_ten() -> None:
    names = [f"n{number}" for number in range(30)]
    document = {
        "nodes": [node("t", "trigger_manual"), *(node(name, "condition", rule=RULE) for name in names)],
        "edges": edges(f"t > {names[0]}", *(f"{name}.yes > {name}" for name in names))
        + edges(*(f"{a}.no > {b}" for a, b in zip(names, [*names[1:], names[0]], strict=True))),
    }
    loops = [item for item in found(document) if item[2] == "cycle_without_wait"]
    assert len(loops) == 10


def test_ports_that_all_lead_to_one_node_are_a_warning() -> None:
    document = linear(node("c", "condition", rule=RULE))
    document["edges"] = edges("t > c", "c.yes > e", "c.no > e")
    issues = validate(parse(document), known())
    assert [(issue.code, issue.severity) for issue in issues] == [("same_target", Severity.WARNING)]
    assert errors_of(issues) == []


def test_errors_come_before_warnings() -> None:
    document = linear(node("c", "condition", rule=RULE), node("w", "wait"))
    document["edges"] = edges("t > c", "c.yes > w", "c.no > w", "w > e")
    assert [issue.severity for issue in validate(parse(document), known())] == [Severity.ERROR, Severity.WARNING]


def test_weights_and_ports_of_an_ab_test() -> None:
    def test_of(variants: list[dict[str, Any]]) -> dict[str, Any]:
        document = linear(node("ab", "ab_test", variants=variants), node("w", "wait", **DAY))
        return {**document, "edges": edges("t > ab", "ab.A > e", "ab.B > w", "w > e")}

    assert found(test_of(variants(50, 50))) == []
    assert found(test_of(variants(50, 40))) == [("ab", "nodes[1].config.variants", "weights_sum")]
    twice = [{"port": "A", "weight": 50}, {"port": "A", "weight": 50}]
    assert found(test_of(twice)) == [
        ("ab", "edges[2].port", "port_unknown"),
        ("ab", "nodes[1].config.variants[1].port", "port_repeated"),
        # The edge from B counts for reachability, so that one mistake isn't told twice.
    ]


SENDS = linear(node("s", "send", **SEND))
OTHER_ID = UUID(int=78)
SECOND = linear(node("s", "send", **SEND, fallback={"channel": "sms", "template": encode("tpl", OTHER_ID)}))
BOTH: dict[str, Any] = {
    "channels": frozenset({"email", "sms"}),
    "templates": {
        TEMPLATE_ID: KnownTemplate("email", True, "PUBLISHED"),
        OTHER_ID: KnownTemplate("sms", True, "PUBLISHED"),
    },
}
DEFAULT = linear(node("s", "send", channel="email", template=SEND["template"]))


@pytest.mark.parametrize(
    ("document", "facts", "issues"),
    [
        (SENDS, known(templates={}), [("s", "nodes[1].config.template", "template_missing")]),
        (
            SENDS,
            known(templates={TEMPLATE_ID: KnownTemplate("email", False, "REJECTED")}),
            [("s", "nodes[1].config.template", "template_unpublished")],
        ),
        (
            SENDS,
            known(templates={TEMPLATE_ID: KnownTemplate("sms", True, "PUBLISHED")}),
            [("s", "nodes[1].config.template", "template_wrong_channel")],
        ),
        (
            SENDS,
            known(templates={TEMPLATE_ID: KnownTemplate("email", True, "PUBLISHED", ("contact.shoe",))}),
            [("s", "nodes[1].config.template", "template_variables")],
        ),
        (SENDS, known(senders={}), [("s", "nodes[1].config.sender", "sender_missing")]),
        (
            SENDS,
            known(senders={SENDER_ID: KnownSender("sms")}),
            [("s", "nodes[1].config.sender", "sender_wrong_channel")],
        ),
        (
            SENDS,
            known(senders={SENDER_ID: KnownSender("email", usable=False)}),
            [("s", "nodes[1].config.sender", "sender_unusable")],
        ),
        (SENDS, known(channels=frozenset({"sms"})), [("s", "nodes[1].config.channel", "channel_unavailable")]),
        (DEFAULT, known(), [("s", "nodes[1].config.sender", "sender_missing")]),
        (DEFAULT, known(default_sender=SENDER_ID), []),
        (SECOND, known(**BOTH, default_channels=frozenset({"sms"})), []),
        (SECOND, known(**BOTH), [("s", "nodes[1].config.fallback.channel", "sender_missing")]),
    ],
)
def test_what_a_send_refers_to(document: dict[str, Any], facts: References, issues: Found) -> None:
    assert found(document, facts) == issues


def test_messages_about_templates_say_what_to_do() -> None:
    draft = known(templates={TEMPLATE_ID: KnownTemplate("email", False, "DRAFT", ("shoe", "hat"))})
    assert [(issue.message, issue.severity) for issue in validate(parse(SENDS), draft)] == [
        ("The template is draft; publish it first.", Severity.ERROR),
        ("No contact has a value for shoe, hat; it stays empty.", Severity.WARNING),
    ]


def test_the_segment_of_a_schedule() -> None:
    trigger = node("t", "trigger_scheduled", rrule="FREQ=DAILY", segment=SEGMENT)
    document = {"nodes": [trigger, node("e", "end")], "edges": edges("t > e")}
    assert found(document) == []
    assert found(document, known(segments=frozenset())) == [("t", "nodes[0].config.segment", "segment_missing")]


def with_rule(rule: dict[str, Any]) -> dict[str, Any]:
    document = linear(node("s", "send", **SEND), node("c", "condition", rule=rule), node("w", "wait", **DAY))
    return {**document, "edges": edges("t > s > c", "c.yes > w", "c.no > e", "w > e")}


def test_problems_of_rules_are_told_at_their_place() -> None:
    asked: list[tuple[str, object]] = []

    def check(path: str, rule: object) -> list[Problem]:
        asked.append((path, rule))
        return [Problem(f"{path}.rules[0].field", "unknown_attribute", "No contact has plam.")]

    assert found(with_rule(RULE), known(check_rule=check)) == [
        ("c", "nodes[2].config.rule.rules[0].field", "rule_unknown_attribute")
    ]
    assert asked == [("workflow.nodes[2].config.rule", RULE)]


def test_a_rule_that_names_a_node_names_a_send_of_this_flow() -> None:
    def clicked(**value: str) -> dict[str, Any]:
        leaf = {"type": "engagement", "field": "clicked", "operator": "is", "value": value}
        return {"condition": "AND", "rules": [{"condition": "OR", "rules": [leaf]}]}

    assert found(with_rule(clicked(node="s"))) == []
    place = "nodes[2].config.rule.rules[0].rules[0].value.node"
    assert found(with_rule(clicked(node="s9"))) == [("c", place, "rule_node_missing")]
    assert found(with_rule(clicked(node="w"))) == [("c", place, "rule_node_missing")]
    assert found(with_rule(clicked(node="s9", campaign="cmp_other"))) == []


def test_problems_of_liquid_are_told_at_their_place() -> None:
    document = linear(node("f", "set_field", field="plan", value="{{ x | nope }}"))
    facts = known(check_text=lambda path, source: [Problem(path, "liquid", f"unknown filter in {source}")])
    [issue] = validate(parse(document), facts)
    assert (issue.node_id, issue.path, issue.code) == ("f", "workflow.nodes[1].config.value", "text_liquid")
    assert issue.message == "unknown filter in {{ x | nope }}"


def test_references_name_what_to_look_up() -> None:
    assert {(ref.kind.value, ref.id, ref.path) for ref in references(parse(SENDS))} == {
        ("template", TEMPLATE_ID, "nodes[1].config.template"),
        ("sender", SENDER_ID, "nodes[1].config.sender"),
    }
    assert references(parse(linear(node("s", "send")))) == []
    assert isinstance(references(parse(SENDS))[0].id, UUID)


def test_the_path_is_the_callers() -> None:
    [issue] = validate(parse({}), known(), path="draft.workflow")
    assert issue.path == "draft.workflow.nodes"


def test_five_hundred_nodes_are_looked_at_whole() -> None:
    inner = [
        node(f"c{number}", "condition", rule=RULE) if number % 3 else node(f"c{number}", "send", **SEND)
        for number in range(498)
    ]
    names = [item["id"] for item in inner]
    ways = [f"t > {names[0]}", f"{names[-1]}.yes > e", f"{names[-1]}.no > e"]
    for item, after in zip(inner, names[1:], strict=False):
        ports = ["next"] if item["type"] == "send" else ["yes", "no"]
        ways += [f"{item['id']}.{port} > {after}" for port in ports]
    flow = parse({"nodes": [node("t", "trigger_manual"), *inner, node("e", "end")], "edges": edges(*ways)})
    assert {issue.code for issue in validate(flow, known())} == {"same_target"}
