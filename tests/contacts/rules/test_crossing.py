"""Whoever's answer time has changed is among those that crossing names, whatever the rule's window and the moments."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from contacts.models import Contact, Event
from contacts.rules import Predicate, Rule, compile, crossing, parse
from tests.factories.contacts import define_attributes, make_contacts
from tests.factories.workspaces import make_workspace
from workspaces.models import Workspace

NOW = datetime(2026, 3, 29, 12, 0, tzinfo=UTC)
LEAVES: list[dict[str, Any]] = [
    *(
        {"type": "attribute", "field": field, "operator": operator, "value": "3h"}
        for field in ("due", "created_at")
        for operator in ("within_last", "within_next", "older_than", "later_than")
    ),
    *(
        {"type": "event", "field": "ordered", "operator": operator, "window": "3h"}
        for operator in ("did", "did_not", "first_within", "first_before", "last_within", "last_before")
    ),
    {"type": "event", "field": "ordered", "operator": "did", "window": "3h", "count": 2},
]
DAY = timedelta(days=1)
HOURS = st.integers(-8, 8)


def selected(statement: str, predicate: Predicate) -> set[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, predicate.params)
        return {row[0] for row in cursor.fetchall()}


def matching(rule: Rule, workspace: Workspace, now: datetime) -> set[Any]:
    predicate = compile(rule, workspace.pk, now)
    return selected(f"SELECT c.id FROM contacts_contact c WHERE {predicate.sql}", predicate)


@pytest.fixture
def workspace(db: None) -> Workspace:
    workspace = make_workspace()
    define_attributes(workspace, {"due": "date"})
    return workspace


@settings(max_examples=40)
@given(
    leaf=st.sampled_from(LEAVES),
    hours=st.lists(HOURS, min_size=3, max_size=3),
    moments=st.tuples(HOURS, HOURS),
    zone=st.integers(-14, 14).map(lambda offset: timezone(timedelta(hours=offset))),
)
def test_nobody_is_missed(
    workspace: Workspace, leaf: dict[str, Any], hours: list[int], moments: tuple[int, int], zone: timezone
) -> None:
    Event.objects.in_workspace(workspace).delete()
    Contact.objects.in_workspace(workspace).delete()
    for contact, hour in zip(make_contacts(workspace, 3), hours, strict=True):
        at = NOW + timedelta(hours=hour)
        Contact.objects.in_workspace(workspace).filter(pk=contact.pk).update(
            created_at=at, attributes={"due": at.astimezone(zone).isoformat()}
        )
        Event.objects.create(workspace=workspace, contact=contact, name="ordered", occurred_at=at, created_at=NOW + DAY)
    since, now = (NOW + timedelta(hours=hour) for hour in sorted(moments))
    rule = parse({"condition": "AND", "rules": [leaf]})
    found = crossing(rule, workspace.pk, since=since, now=now)
    assert found is not None
    differing = matching(rule, workspace, since) ^ matching(rule, workspace, now)
    assert differing <= selected(found.sql, found)


def test_a_rule_that_time_cannot_change_names_nobody(workspace: Workspace) -> None:
    leaves = [{"type": "tag", "operator": "has", "value": "vip"}, {"type": "event", "field": "x", "operator": "did"}]
    found = crossing(parse({"condition": "AND", "rules": leaves}), workspace.pk, since=NOW, now=NOW)
    assert (found is not None and found.sql) == ""


def test_a_rule_with_a_condition_that_cannot_say_cannot_say(workspace: Workspace) -> None:
    leaves = [LEAVES[0], {"type": "engagement", "field": "opened", "operator": "is", "window": "7d"}]
    assert crossing(parse({"condition": "AND", "rules": leaves}), workspace.pk, since=NOW, now=NOW) is None
