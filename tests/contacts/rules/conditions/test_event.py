"""The event condition: names, counts, windows, tests of properties, and what it refuses."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from contacts import rules
from contacts.models import Contact, Event
from contacts.rules.conditions.event import MOMENTS
from contacts.services.event_months import event_months_open
from tests.factories.contacts import make_contact
from tests.factories.workspaces import make_workspace
from tests.plans import plan_of
from workspaces.errors import InvalidInput

NOW = datetime(2030, 6, 15, 12, tzinfo=UTC)


@pytest.fixture
def ann(db: None) -> Contact:
    return make_contact(make_workspace())


def did(contact: Contact, name: str, days_ago: float = 0, **properties: Any) -> None:
    at = NOW - timedelta(days=days_ago)
    Event.objects.create(
        workspace=contact.workspace, contact=contact, name=name, properties=properties, occurred_at=at, created_at=at
    )


def matches(contact: Contact, **leaf: Any) -> bool:
    rule = rules.parse({"condition": "AND", "rules": [{"type": "event", **leaf}]})
    predicate = rules.compile(rule, contact.workspace_id, NOW)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT c.id FROM contacts_contact c WHERE {predicate.sql}", predicate.params)
        return (contact.pk,) in cursor.fetchall()


def test_whether_the_contact_did_it(ann: Contact) -> None:
    did(make_contact(ann.workspace), "ordered")
    assert not matches(ann, field="ordered", operator="did")
    assert matches(ann, field="ordered", operator="did_not")
    did(ann, "ordered")
    assert matches(ann, field="ordered", operator="did")
    assert not matches(ann, field="ordered", operator="did_not")
    assert not matches(ann, field="Ordered", operator="did")


def test_at_least_twice_in_thirty_days(ann: Contact) -> None:
    wanted = {"field": "ordered", "operator": "did", "count": 2, "window": "30d"}
    did(ann, "ordered", days_ago=1)
    did(ann, "ordered", days_ago=31)
    assert not matches(ann, **wanted)
    did(ann, "ordered", days_ago=29)
    assert matches(ann, **wanted)
    assert not matches(ann, **{**wanted, "count": 3})


def test_only_events_whose_properties_pass_every_test_count(ann: Contact) -> None:
    tests = [{"field": "total", "operator": ">", "value": 50}, {"field": "plan", "operator": "equals", "value": "pro"}]
    wanted = {"field": "ordered", "operator": "did", "value": {"filter": tests}}
    did(ann, "ordered", total=60)
    did(ann, "ordered", total=40, plan="pro")
    did(ann, "ordered", total="60", plan="pro")
    assert not matches(ann, **wanted)
    did(ann, "ordered", total=60, plan="pro")
    assert matches(ann, **wanted)


def test_exactly_and_at_most(ann: Contact) -> None:
    often: dict[str, Any] = {"field": "ordered", "window": "30d"}
    assert matches(ann, **often, operator="did_at_most", count=1)
    assert not matches(ann, **often, operator="did_exactly", count=1)
    did(ann, "ordered", days_ago=1)
    did(ann, "ordered", days_ago=31)
    assert matches(ann, **often, operator="did_exactly", count=1)
    assert matches(ann, field="ordered", operator="did_exactly", count=2)
    assert not matches(ann, field="ordered", operator="did_at_most", count=1)


@pytest.mark.parametrize(
    ("days", "met"),
    [
        ([], set()),
        ([1], {"first_within", "last_within"}),
        ([40], {"first_before", "last_before"}),
        ([40, 1], {"first_before", "last_within"}),
        # Just at the edge is longer ago.
        ([30], {"first_before", "last_before"}),
    ],
)
def test_the_first_and_the_last_time(ann: Contact, days: list[float], met: set[str]) -> None:
    for each in days:
        did(ann, "ordered", days_ago=each)
    did(ann, "seen", days_ago=1)
    assert {each for each in MOMENTS if matches(ann, field="ordered", operator=each, window="30d")} == met


def test_the_first_time_among_certain_events(ann: Contact) -> None:
    did(ann, "ordered", days_ago=40, total=5)
    did(ann, "ordered", days_ago=1, total=50)
    dear = {"filter": [{"field": "total", "operator": ">", "value": 20}]}
    assert matches(ann, field="ordered", operator="first_within", window="30d", value=dear)
    assert not matches(ann, field="ordered", operator="first_within", window="30d")


@pytest.mark.parametrize(
    ("leaf", "words"),
    [
        ({"operator": "did_exactly", "count": 1}, "did “ordered” exactly once"),
        (
            {"operator": "did_at_most", "count": 2, "window": "1w"},
            "did “ordered” at most 2 times within the last 1 week",
        ),
        ({"operator": "first_before", "window": "30d"}, "first did “ordered” more than 30 days ago"),
        ({"operator": "last_within", "window": "7d"}, "last did “ordered” within the last 7 days"),
    ],
)
def test_counts_and_moments_in_words(leaf: dict[str, Any], words: str) -> None:
    rule = rules.parse({"condition": "AND", "rules": [{"type": "event", "field": "ordered", **leaf}]})
    assert rules.plain_words(rule) == words


def test_the_words(ann: Contact) -> None:
    leaf = {
        "type": "event",
        "field": "ordered",
        "operator": "did",
        "count": 2,
        "window": "30d",
        "value": {"filter": [{"field": "cart.total", "operator": ">=", "value": 50}]},
    }
    assert rules.plain_words(rules.parse({"condition": "AND", "rules": [leaf]})) == (
        "did “ordered” at least 2 times where cart.total is at least 50 within the last 30 days"
    )


@pytest.mark.parametrize(
    ("leaf", "path"),
    [
        ({"operator": "did"}, "rule.rules[0].field"),
        ({"field": "", "operator": "did"}, "rule.rules[0].field"),
        ({"field": "x" * 121, "operator": "did"}, "rule.rules[0].field"),
        ({"field": "a\x00", "operator": "did"}, "rule.rules[0].field"),
        ({"field": "a", "operator": "is"}, "rule.rules[0].operator"),
        ({"field": "a", "operator": "did", "count": 0}, "rule.rules[0].count"),
        ({"field": "a", "operator": "did", "window": "30"}, "rule.rules[0].window"),
        ({"field": "a", "operator": "first_within"}, "rule.rules[0].window"),
        ({"field": "a", "operator": "last_before", "window": "7d", "count": 2}, "rule.rules[0].count"),
        ({"field": "a", "operator": "did", "value": {"filter": []}}, "rule.rules[0].value.filter"),
        (
            {"field": "a", "operator": "did", "value": {"filter": [{"field": "b..c", "operator": "is_set"}]}},
            "rule.rules[0].value.filter[0].field",
        ),
        (
            {"field": "a", "operator": "did", "value": {"filter": [{"field": "b", "operator": ">", "value": "5"}]}},
            "rule.rules[0].value.filter[0].value",
        ),
    ],
)
def test_wrong_leaves_are_refused_by_their_place(leaf: dict[str, Any], path: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        rules.parse({"condition": "AND", "rules": [{"type": "event", **leaf}]})
    assert [detail.field for detail in refused.value.details] == [path]


def test_a_window_leaves_months_alone_that_were_over_before_it(db: None) -> None:
    leaf = {"type": "event", "field": "ordered", "operator": "did", "window": "7d"}
    rule = rules.parse({"condition": "AND", "rules": [leaf]})
    event_months_open(now=datetime(2019, 4, 20, tzinfo=UTC))
    predicate = rules.compile(rule, uuid4(), datetime(2019, 6, 20, tzinfo=UTC))
    plan = plan_of(f"SELECT FROM contacts_contact c WHERE {predicate.sql}", predicate.params)
    months = ("2019_04", "2019_05", "2019_06")
    assert [month for month in months if f"contacts_event_{month}" in plan] == ["2019_06"]
