"""A segment query and the rule that it stands for."""

from uuid import UUID

import pytest

from campaigns.api.email.segment_query import query_of_rule, rule_of_query
from workspaces.ids import encode

SEGMENT = UUID(int=7)
TAG = {"type": "tag", "operator": "has", "value": "vip"}
IN = {"type": "segment", "operator": "in", "value": encode("seg", SEGMENT)}
OUT = {"type": "segment", "operator": "not_in", "value": encode("seg", SEGMENT)}


@pytest.mark.parametrize(
    ("query", "rule"),
    [
        ({"condition": "AND", "type": "builder", "rules": []}, None),
        ({"condition": "OR", "type": "builder", "rules": [TAG]}, {"condition": "OR", "rules": [TAG]}),
        (
            {"condition": "AND", "type": "builder", "rules": [str(SEGMENT), OUT]},
            {"condition": "AND", "rules": [IN, OUT]},
        ),
        (
            {
                "condition": "AND",
                "type": "builder",
                "rules": [TAG, {"condition": "OR", "type": "builder", "not": True, "rules": [str(SEGMENT)]}],
            },
            {"condition": "AND", "rules": [TAG, {"condition": "OR", "not": True, "rules": [IN]}]},
        ),
    ],
)
def test_there_and_back(query, rule):
    assert (rule_of_query(query), query_of_rule(rule)) == (rule, query)


@pytest.mark.parametrize("odd", ["no id", 7, None, ["x"], {"rules": "x"}])
def test_what_is_no_rule_is_left_for_rules_to_refuse(odd):
    made = rule_of_query({"condition": "AND", "rules": [odd]})
    kept = {"type": "segment", "operator": "in", "value": odd} if isinstance(odd, str) else odd
    assert made == {"condition": "AND", "rules": [kept]}
