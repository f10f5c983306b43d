"""What a rule's answer hangs on: each type of condition names it, and a rule gathers it."""

from typing import Any

import pytest

from contacts import rules

SEGMENT = "seg_01h455vb4pex5vsknk084sn02q"
LEAVES: list[tuple[dict[str, Any], set[str]]] = [
    ({"type": "attribute", "field": "plan", "operator": "equals", "value": "pro"}, {"attribute:plan"}),
    ({"type": "attribute", "field": "seen", "operator": "older_than", "value": "7d"}, {"attribute:seen", "time"}),
    ({"type": "attribute", "field": "email", "operator": "is_set"}, {"contact:email"}),
    (
        {"type": "attribute", "field": "created_at", "operator": "within_last", "value": "7d"},
        {"contact:created_at", "time"},
    ),
    ({"type": "tag", "operator": "has", "value": "vip"}, {"tag"}),
    ({"type": "score", "operator": ">", "value": 5}, {"score"}),
    ({"type": "consent", "field": "email.marketing", "operator": "is", "value": "granted"}, {"consent"}),
    ({"type": "segment", "operator": "in", "value": SEGMENT}, {"segment:01890a5d-ac96-774b-bcce-b302099a8057"}),
    ({"type": "event", "field": "ordered", "operator": "did"}, {"event:ordered"}),
    ({"type": "event", "field": "ordered", "operator": "did_not", "window": "30d"}, {"event:ordered", "time"}),
    ({"type": "trigger", "field": "total", "operator": ">", "value": 5}, {"execution"}),
    ({"type": "webhook", "field": "crm.at", "operator": "within_last", "value": "1h"}, {"execution", "time"}),
    ({"type": "engagement", "field": "opened", "operator": "is"}, {"engagement"}),
    ({"type": "engagement", "field": "opened", "operator": "is_not", "window": "7d"}, {"engagement", "time"}),
    ({"type": "channel", "field": "sms", "operator": "is", "value": "reachable"}, {"contact:phone", "suppression"}),
    ({"type": "channel", "field": "push", "operator": "is", "value": "reachable"}, set()),
]


@pytest.mark.parametrize(("leaf", "expected"), LEAVES)
def test_each_condition_names_what_it_depends_on(leaf: dict[str, Any], expected: set[str]) -> None:
    assert rules.dependencies(rules.parse({"condition": "AND", "rules": [leaf]})) == expected


def test_a_rule_depends_on_what_its_conditions_depend_on() -> None:
    inner = {"condition": "OR", "not": True, "rules": [leaf for leaf, _ in LEAVES]}
    rule = rules.parse({"condition": "AND", "rules": [inner]})
    assert rules.dependencies(rule) == set().union(*(expected for _, expected in LEAVES))


def test_every_type_is_tried_here() -> None:
    assert {leaf["type"] for leaf, _ in LEAVES} == {each.key for each in rules.all_types()}
