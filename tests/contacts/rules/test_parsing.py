"""Parsing: what is a rule, and where exactly the fault lies when something isn't."""

from typing import Any

import pytest

from contacts import rules
from workspaces.errors import FieldError, InvalidInput

PLAN = {"type": "attribute", "field": "plan", "operator": "equals", "value": "pro"}
VIP = {"type": "tag", "operator": "has", "value": "vip"}


def group(*children: Any, condition: str = "AND", **more: Any) -> dict[str, Any]:
    return {"condition": condition, "rules": list(children), **more}


def faults(data: object) -> list[tuple[str, str]]:
    with pytest.raises(InvalidInput) as caught:
        rules.parse(data)
    return [(fault.field, fault.code) for fault in caught.value.details]


def test_a_tree_comes_back_as_it_went_in() -> None:
    data = group(PLAN, group(VIP, condition="OR", **{"not": True}))
    rule = rules.parse(data)
    assert rules.dump(rule) == data
    assert [leaf.type for leaf in rule.leaves()] == ["attribute", "tag"]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (None, [("rule", "type")]),
        ([], [("rule", "type")]),
        ({}, [("rule.rules", "missing"), ("rule.condition", "missing")]),
        (group(), [("rule.rules", "missing")]),
        (group(PLAN, condition="XOR"), [("rule.condition", "invalid")]),
        (group(PLAN, **{"not": "yes"}), [("rule.not", "invalid")]),
        (group(PLAN, extra=1), [("rule.extra", "unknown_field")]),
        (group(7), [("rule.rules[0]", "type")]),
        (group(PLAN, {}), [("rule.rules[1]", "type")]),
        (group({"type": "moon"}), [("rule.rules[0].type", "unknown_type")]),
        (group({"type": ["tag"]}), [("rule.rules[0].type", "unknown_type")]),
        (group(PLAN, group(VIP | {"extra": 1})), [("rule.rules[1].rules[0].extra", "unknown_field")]),
        (group(PLAN | {"operator": "like"}), [("rule.rules[0].operator", "invalid")]),
        (group(VIP | {"value": "a\x00b"}), [("rule.rules[0].value", "invalid")]),
        (group(VIP | {"value": "\ud800"}), [("rule.rules[0].value", "invalid")]),
        (
            group(VIP | {"value": ""}, VIP | {"value": 5}),
            [("rule.rules[0].value", "invalid"), ("rule.rules[1].value", "invalid")],
        ),
    ],
)
def test_the_place_of_each_fault_is_named(data: object, expected: list[tuple[str, str]]) -> None:
    assert faults(data) == expected


@pytest.mark.parametrize(
    ("operator", "value", "message"),
    [
        ("equals", None, "required"),
        ("equals", 5, "must be a text"),
        ("in", [], "must hold at least 1"),
        ("in", ["a", 5], "item 2: must be a text"),
        ("=", "5", "must be a number"),
        ("=", True, "must be a number"),
        ("<", float("inf"), "must be a finite number"),
        ("between", [5, 1], "the first number must not be above the second"),
        ("is", 1, "must be true or false"),
        ("on", "2026-02-30", "expected a date such as 2026-01-31 or a date-time such as 2026-01-31T09:00:00Z"),
        ("on", "2026-01-31T10:00:00Z", "expected a day such as 2026-01-31"),
        ("before", "yesterday", "expected a date such as 2026-01-31 or a date-time such as 2026-01-31T09:00:00Z"),
        ("within_last", "7 days", "expected a duration such as 30m, 12h, 7d or 4w"),
        ("within_last", "0d", "expected a duration such as 30m, 12h, 7d or 4w"),
        ("is_set", True, "must be left out"),
    ],
)
def test_a_value_must_fit_its_operator(operator: str, value: object, message: str) -> None:
    leaf = {"type": "attribute", "field": "x", "operator": operator, "value": value}
    with pytest.raises(InvalidInput) as caught:
        rules.parse(group(VIP, leaf), path="workflow.nodes[2].config.rule")
    code = "missing" if message == "required" else "invalid"
    assert caught.value.details == (FieldError("workflow.nodes[2].config.rule.rules[1].value", message, code),)


def test_groups_nest_ten_deep_and_no_deeper() -> None:
    data = group(VIP)
    for _ in range(rules.MAX_DEPTH - 1):
        data = group(data)
    assert [leaf.type for leaf in rules.parse(data).leaves()] == ["tag"]
    assert faults(group(data)) == [("rule" + ".rules[0]" * 10, "too_deep")]


def test_a_bomb_of_nested_groups_is_refused_without_recursion() -> None:
    data = group(VIP)
    for _ in range(100_000):
        data = group(data)
    assert faults(data) == [("rule" + ".rules[0]" * 10, "too_deep")]


def test_a_rule_holds_a_thousand_leaves_and_no_more() -> None:
    half = group(*[VIP] * 500)
    assert len(list(rules.parse(group(half, half)).leaves())) == 1000
    assert faults(group(half, half, VIP)) == [("rule.rules[2]", "too_many")]
    assert faults(group(*[VIP] * 1001)) == [("rule.rules", "too_many")]


@pytest.mark.parametrize(
    "leaf",
    [
        {"type": "segment", "operator": "in", "value": "cmp_01h455vb4pex5vsknk084sn02q"},
        {"type": "consent", "field": "email", "operator": "is", "value": "granted"},
        {"type": "consent", "field": "pigeon.marketing", "operator": "is", "value": "granted"},
        {"type": "score", "operator": ">", "value": "10"},
    ],
)
def test_each_type_checks_its_own_leaf(leaf: dict[str, object]) -> None:
    with pytest.raises(InvalidInput):
        rules.parse(group(leaf))


def test_segment_ids_are_found_at_any_depth() -> None:
    inner = {"type": "segment", "operator": "not_in", "value": "seg_01h455vb4pex5vsknk084sn02q"}
    assert [str(found) for found in rules.segment_ids(group(PLAN, group(VIP, inner)))] == [
        "01890a5d-ac96-774b-bcce-b302099a8057"
    ]
