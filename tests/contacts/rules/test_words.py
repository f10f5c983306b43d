"""Rules in a marketer's words."""

from typing import Any

import pytest

from contacts import rules

SEGMENT = "seg_01h455vb4pex5vsknk084sn02q"


@pytest.mark.parametrize(
    ("leaf", "words"),
    [
        ({"type": "attribute", "field": "first_name", "operator": "equals", "value": "Ada"}, "first name is “Ada”"),
        ({"type": "attribute", "field": "plan", "operator": "in", "value": ["a", "b"]}, "plan is one of “a”, “b”"),
        ({"type": "attribute", "field": "visits", "operator": ">=", "value": 5}, "visits is at least 5"),
        ({"type": "attribute", "field": "paid", "operator": "is", "value": False}, "paid is no"),
        (
            {"type": "attribute", "field": "seen", "operator": "within_last", "value": "7d"},
            "seen is within the last 7 days",
        ),
        (
            {"type": "attribute", "field": "seen", "operator": "older_than", "value": "1w"},
            "seen is longer ago than 1 week",
        ),
        ({"type": "attribute", "field": "plan", "operator": "is_not_set"}, "plan is not known"),
        ({"type": "tag", "operator": "has_not", "value": "vip"}, "not tagged “vip”"),
        ({"type": "tag", "operator": "has_any", "value": ["a", "b"]}, "tagged with any of “a”, “b”"),
        ({"type": "attribute", "field": "t", "operator": "contains_all", "value": ["a"]}, "t contains all of “a”"),
        ({"type": "attribute", "field": "t", "operator": "size_at_least", "value": 1}, "t has at least 1 entry"),
        ({"type": "attribute", "field": "born", "operator": "anniversary_today"}, "born has its anniversary today"),
        (
            {"type": "attribute", "field": "born", "operator": "anniversary_within", "value": 7},
            "born has its anniversary within the next 7 days",
        ),
        (
            {"type": "attribute", "field": "due", "operator": "later_than", "value": "2w"},
            "due is further ahead than 2 weeks",
        ),
        ({"type": "segment", "operator": "in", "value": SEGMENT}, "in “Customers”"),
        ({"type": "score", "operator": "between", "value": [1, 5]}, "score is between 1 and 5"),
        (
            {"type": "consent", "field": "email.marketing", "operator": "is", "value": "granted"},
            "consent to marketing E-mail is granted",
        ),
    ],
)
def test_each_leaf_in_words(leaf: dict[str, Any], words: str) -> None:
    rule = rules.parse({"condition": "AND", "rules": [leaf]})
    assert rules.plain_words(rule, {SEGMENT: "Customers"}) == words


def test_groups_are_bracketed_where_it_matters() -> None:
    a, b, c = ({"type": "tag", "operator": "has", "value": value} for value in "abc")
    rule = rules.parse(
        {
            "condition": "AND",
            "rules": [
                a,
                {"condition": "OR", "rules": [b, c]},
                {"condition": "OR", "rules": [c]},
                {"condition": "AND", "not": True, "rules": [a]},
            ],
        }
    )
    assert rules.plain_words(rule) == ("tagged “a” and (tagged “b” or tagged “c”) and tagged “c” and not (tagged “a”)")
