"""The largest rules: read, checked and answered quickly, and too much of anything refused with its place."""

import time
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection

from contacts import rules
from tests.factories.contacts import define_attributes, make_contact
from tests.factories.workspaces import make_workspace
from workspaces.errors import InvalidInput
from workspaces.models import Workspace
from workspaces.timing import statements_within

NOW = datetime(2026, 1, 31, tzinfo=UTC)


@pytest.fixture
def workspace(db: None) -> Workspace:
    workspace = make_workspace()
    define_attributes(workspace, {"plan": "text", "visits": "number", "born": "date", "topics": "list"})
    return workspace


def leaf(number: int) -> dict[str, Any]:
    """Every kind of condition in turn, no two the same."""
    return (
        {"type": "attribute", "field": "plan", "operator": "starts_with", "value": f"x{number}"},
        {"type": "attribute", "field": "visits", "operator": "between", "value": [-number - 1, -number]},
        {"type": "attribute", "field": "born", "operator": "anniversary_within", "value": 1 + number % 365},
        {"type": "attribute", "field": "topics", "operator": "contains_all", "value": [f"t{number}"]},
        {"type": "tag", "operator": "has_any", "value": [f"tag{number}"]},
        {"type": "score", "operator": "<", "value": -number - 1},
        {"type": "event", "field": f"event {number}", "operator": "did_exactly", "count": 2, "window": "30d"},
        {"type": "event", "field": f"event {number}", "operator": "first_within", "window": "30d"},
        {"type": "consent", "field": "email.marketing", "operator": "is", "value": "granted"},
        {"type": "engagement", "field": "opened", "operator": "is", "window": "7d", "count": 1 + number},
    )[number % 10]


def largest() -> dict[str, Any]:
    """1,000 conditions, ten groups deep, a hundred on each level."""
    rule: dict[str, Any] = {"condition": "OR", "rules": [leaf(number) for number in range(100)]}
    for level in range(1, 10):
        leaves = [leaf(level * 100 + number) for number in range(100)]
        rule = {"condition": "OR", "rules": [*leaves, rule]}
    return rule


@pytest.mark.parametrize("everybody", [False, True])
def test_a_thousand_conditions_ten_deep_are_compiled_and_answered(workspace: Workspace, everybody: bool) -> None:
    contact = make_contact(workspace, tags=["tag4"])
    rule = rules.parse(largest())
    assert len(list(rule.leaves())) == rules.MAX_LEAVES
    assert rules.validate(rule, workspace) == []
    predicate = rules.compile(rule, workspace.pk, NOW, everybody=everybody)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT c.id FROM contacts_contact c WHERE {predicate.sql}", predicate.params)
        assert cursor.fetchall() == [(contact.pk,)]
    assert rules.ask(rule, contact_id=contact.pk, workspace_id=workspace.pk, now=NOW).matched is True


@pytest.mark.parametrize("everybody", [False, True])
@pytest.mark.parametrize("count", [1, 2])
def test_a_thousand_looks_into_other_tables_are_not_planned_for_minutes(
    workspace: Workspace, everybody: bool, count: int
) -> None:
    contact = make_contact(workspace)
    leaves = [
        {"type": "event", "field": f"e{number}", "operator": "did_not", "count": count} for number in range(1_000)
    ]
    rule = rules.parse({"condition": "AND", "rules": leaves})
    predicate = rules.compile(rule, workspace.pk, NOW, everybody=everybody)
    with statements_within(20_000), connection.cursor() as cursor:
        cursor.execute(f"SELECT c.id FROM contacts_contact c WHERE {predicate.sql}", predicate.params)
        assert cursor.fetchall() == [(contact.pk,)]


def test_a_thousand_conditions_are_read_and_checked_in_a_tenth_of_a_second(workspace: Workspace) -> None:
    data = largest()

    def once() -> float:
        started = time.process_time()
        assert rules.validate(rules.parse(data), workspace) == []
        return time.process_time() - started

    assert min(once() for _ in range(5)) < 0.1


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"value": "x" * 1_001}, "rule.rules[0].value"),
        ({"operator": "in", "value": ["x"] * 1_001}, "rule.rules[0].value"),
        ({"operator": "in", "value": ["x" * 1_001]}, "rule.rules[0].value"),
        ({"field": "x" * 65}, "rule.rules[0].field"),
        ({"operator": "=", "value": float("nan")}, "rule.rules[0].value"),
        ({"operator": "=", "value": 10**400}, "rule.rules[0].value"),
        ({"operator": "between", "value": [0, 10**400]}, "rule.rules[0].value"),
        ({"operator": "anniversary_within", "value": 0}, "rule.rules[0].value"),
        ({"operator": "anniversary_within", "value": 366}, "rule.rules[0].value"),
        ({"operator": "size_is", "value": -1}, "rule.rules[0].value"),
        ({"operator": "contains_any", "value": []}, "rule.rules[0].value"),
        ({"operator": "within_last", "value": "100000d"}, "rule.rules[0].value"),
    ],
)
def test_too_much_of_anything_is_refused_at_its_place(changed: dict[str, Any], place: str) -> None:
    plain = {"type": "attribute", "field": "plan", "operator": "equals", "value": "pro"}
    with pytest.raises(InvalidInput) as refused:
        rules.parse({"condition": "AND", "rules": [plain | changed]})
    assert [detail.field for detail in refused.value.details] == [place]


@pytest.mark.parametrize("value", [10**300, -(10**300), 1e308])
def test_huge_numbers_are_compared_as_they_are(workspace: Workspace, value: float) -> None:
    contact = make_contact(workspace, attributes={"visits": 5})
    rule = rules.parse(
        {"condition": "AND", "rules": [{"type": "attribute", "field": "visits", "operator": "<", "value": value}]}
    )
    predicate = rules.compile(rule, workspace.pk, NOW)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM contacts_contact c WHERE {predicate.sql}", predicate.params)
        assert cursor.fetchone() == (int(value > 5),)
    assert rules.ask(rule, contact_id=contact.pk, workspace_id=workspace.pk, now=NOW).matched is (value > 5)
