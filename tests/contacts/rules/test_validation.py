"""Validation against a workspace: what a rule names must exist there and be of the right kind."""

from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from contacts import rules
from contacts.models import Segment
from contacts.rules import RuleProblem
from tests.factories.contacts import define_attributes
from tests.factories.workspaces import make_workspace
from workspaces.models import Workspace


def both(*leaves: dict[str, Any]) -> dict[str, Any]:
    return {"condition": "AND", "rules": list(leaves)}


def attribute(field: str, operator: str, value: object = None) -> dict[str, Any]:
    return {"type": "attribute", "field": field, "operator": operator, "value": value}


def inside(segment: Segment) -> dict[str, Any]:
    return {"type": "segment", "operator": "in", "value": segment.public_id}


@pytest.fixture
def workspace(db: None) -> Workspace:
    workspace = make_workspace()
    define_attributes(workspace, {"plan": "text", "visits": "number", "seen": "date", "paid": "boolean", "t": "list"})
    return workspace


def test_a_rule_that_fits_has_no_problems(
    workspace: Workspace, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    segment = Segment.objects.create(workspace=workspace, name="Customers", rule={})
    rule = rules.parse(
        both(
            attribute("plan", "contains", "pro"),
            attribute("visits", ">", 5),
            attribute("seen", "within_last", "7d"),
            attribute("paid", "is", True),
            attribute("t", "contains", "x"),
            attribute("email", "ends_with", "@example.org"),
            attribute("created_at", "before", "2026-01-01"),
            attribute("plan", "is_not_set"),
            inside(segment),
            inside(segment),
        )
    )
    with django_assert_num_queries(2):
        assert rules.validate(rule, workspace) == []


def test_unknown_attributes_are_named_with_a_guess(workspace: Workspace) -> None:
    rule = rules.parse(both(attribute("plan", "is_set"), both(attribute("vists", "is_set"), attribute("q", "is_set"))))
    assert rules.validate(rule, workspace, path="config.rule") == [
        RuleProblem(
            "config.rule.rules[1].rules[0].field",
            "unknown_attribute",
            "there is no attribute 'vists'; did you mean visits?",
        ),
        RuleProblem("config.rule.rules[1].rules[1].field", "unknown_attribute", "there is no attribute 'q'"),
    ]


def test_an_operator_must_fit_the_kind(workspace: Workspace) -> None:
    rule = rules.parse(both(attribute("visits", "contains", "5"), attribute("created_at", "equals", "x")))
    assert [(problem.path, problem.code) for problem in rules.validate(rule, workspace)] == [
        ("rule.rules[0].operator", "operator_mismatch"),
        ("rule.rules[1].operator", "operator_mismatch"),
    ]
    assert rules.validate(rule, workspace)[0].message == (
        "visits is a number attribute; use one of =, !=, <, <=, >, >=, between, is_set, is_not_set"
    )


def test_another_workspaces_segment_does_not_exist(workspace: Workspace) -> None:
    foreign = Segment.objects.create(workspace=make_workspace(), name="Theirs", rule={})
    problems = rules.validate(rules.parse(both(inside(foreign))), workspace.pk)
    assert [(problem.path, problem.code) for problem in problems] == [("rule.rules[0].value", "unknown_segment")]


def test_a_circle_of_segments_is_found_however_long(workspace: Workspace) -> None:
    first = Segment.objects.create(workspace=workspace, name="First", rule={})
    second = Segment.objects.create(workspace=workspace, name="Second", rule=both(inside(first)))
    third = Segment.objects.create(workspace=workspace, name="Third", rule=both(both(inside(second))))
    rule = rules.parse(both(inside(third)))
    way = "“Third” → “Second” → “First”"
    assert rules.validate(rule, workspace, segment_id=first.pk) == [
        RuleProblem("rule.rules[0].value", "segment_cycle", f"the segment “Third” leads back to this one: {way}")
    ]
    assert rules.validate(rules.parse(both(inside(first))), workspace, segment_id=first.pk) == [
        RuleProblem("rule.rules[0].value", "segment_cycle", "the segment “First” is this one; it can't ask for itself")
    ]
    assert rules.validate(rule, workspace) == []
