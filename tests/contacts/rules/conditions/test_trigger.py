"""The trigger condition over JSON of every kind: what is missing, null or of the wrong type decides no."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection

from contacts import rules
from tests.factories.contacts import make_contact
from tests.factories.workspaces import make_workspace

NOW = datetime(2030, 6, 15, 12, tzinfo=UTC)


def matches(context: object, operator: str, value: Any = None, field: str = "a") -> bool:
    leaf = {"type": "trigger", "field": field, "operator": operator} | ({} if value is None else {"value": value})
    contact = make_contact(make_workspace())
    rule = rules.parse({"condition": "AND", "rules": [leaf]})
    where = rules.RuleContext(context_column="b.context")
    predicate = rules.compile(rule, contact.workspace_id, NOW, context=where)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT 1 FROM contacts_contact c, (SELECT %(x)s::jsonb AS context) b WHERE {predicate.sql}",
            {**predicate.params, "x": json.dumps(context)},
        )
        return cursor.fetchone() is not None


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("operator", "value", "yes", "no"),
    [
        ("equals", "pro", "pro", "free"),
        ("not_equals", "pro", "free", "pro"),
        ("contains", "RO", "pro", "free"),
        ("contains", "pro", ["x", "pro"], ["x"]),
        ("not_contains", "pro", ["x"], ["pro"]),
        ("starts_with", "P", "pro", "xp"),
        ("ends_with", "O", "pro", "ox"),
        ("in", ["a", "b"], "b", "c"),
        ("not_in", ["a", "b"], "c", "b"),
        ("=", 5, 5.0, 6),
        ("!=", 5, 6, 5),
        (">", 5, 5.5, 5),
        ("between", [1, 5], 5, 5.01),
        ("is", True, True, False),
        ("before", "2030-01-01", "2029-12-31", "2030-01-01"),
        ("on", "2030-01-01", "2030-01-01T23:59:59Z", "2030-01-02"),
        ("within_last", "7d", "2030-06-10", "2030-06-01"),
    ],
)
def test_each_operator(operator: str, value: Any, yes: object, no: object) -> None:
    assert matches({"a": yes}, operator, value)
    assert not matches({"a": no}, operator, value)
    for unfit in ({}, {"a": None}, {"a": {"b": 1}}, [], None):
        assert not matches(unfit, operator, value), unfit
    wrong = 7 if isinstance(yes, str | list | bool) else "7"
    assert not matches({"a": wrong}, operator, value)


@pytest.mark.django_db
def test_presence() -> None:
    assert matches({"a": 0}, "is_set")
    for absent in ({}, {"a": None}, {"a": ""}, {"a": []}):
        assert not matches(absent, "is_set"), absent
        assert matches(absent, "is_not_set"), absent


@pytest.mark.django_db
def test_a_dotted_field_looks_inside() -> None:
    assert matches({"cart": {"items": [{"sku": "x1"}]}}, "equals", "x1", field="cart.items.0.sku")
    assert not matches({"cart.items": "x1"}, "equals", "x1", field="cart.items")


@pytest.mark.django_db
def test_without_a_context_it_answers_no_and_only_flows_may_ask() -> None:
    contact = make_contact(make_workspace())
    leaf = {"type": "trigger", "field": "a", "operator": "is_not_set"}
    rule = rules.parse({"condition": "AND", "rules": [leaf]})
    predicate = rules.compile(rule, contact.workspace_id, NOW)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM contacts_contact c WHERE {predicate.sql}", predicate.params)
        assert cursor.fetchone() is None
    problems = rules.validate(rule, contact.workspace_id)
    assert [(each.path, each.code) for each in problems] == [("rule.rules[0].type", "no_trigger")]
    assert rules.validate(rule, contact.workspace_id, in_flow=True) == []


@pytest.mark.django_db
def test_asking_shows_the_value_that_was_looked_at() -> None:
    contact = make_contact(make_workspace())
    leaves = [
        {"type": "trigger", "field": "cart.total", "operator": ">", "value": 50},
        {"type": "trigger", "field": "plan", "operator": "not_equals", "value": "pro"},
    ]
    answer = rules.ask(
        rules.parse({"condition": "OR", "rules": leaves}),
        contact_id=contact.pk,
        workspace_id=contact.workspace_id,
        now=NOW,
        context=rules.RuleContext(context_column="b.context"),
        trigger={"cart": {"total": 40}},
    )
    assert not answer.matched
    assert [(leaf.words, leaf.matched, leaf.actual) for leaf in answer.leaves] == [
        ("trigger’s cart.total is above 50", False, 40),
        ("trigger’s plan is not “pro”", False, None),
    ]
