"""The attribute condition: lists, several tags, and anniversaries through leap years and time zones."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection

from contacts import rules
from contacts.models import Contact
from tests.factories.contacts import make_contact
from tests.factories.workspaces import make_workspace


def matches(contact: Contact, now: datetime, *leaves: dict[str, Any]) -> bool:
    rule = rules.parse({"condition": "AND", "rules": list(leaves)})
    predicate = rules.compile(rule, contact.workspace_id, now)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT c.id FROM contacts_contact c WHERE {predicate.sql}", predicate.params)
        found = (contact.pk,) in cursor.fetchall()
    assert rules.ask(rule, contact_id=contact.pk, workspace_id=contact.workspace_id, now=now).matched == found
    return found


def anniversary(within: int | None = None) -> dict[str, Any]:
    if within is None:
        return {"type": "attribute", "field": "born", "operator": "anniversary_today"}
    return {"type": "attribute", "field": "born", "operator": "anniversary_within", "value": within}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("born", "now", "today"),
    [
        ("1990-06-15", "2026-06-15T10:00Z", True),
        ("1990-06-15", "2026-06-14T10:00Z", False),
        # In Vienna it is the next day already.
        ("1990-06-15", "2026-06-14T22:30Z", True),
        ("1990-06-15", "2026-06-15T22:30Z", False),
        # A moment has its day in the workspace's zone, a day is the same in any.
        ("1990-06-14T23:30:00Z", "2026-06-15T10:00Z", True),
        ("1992-02-29", "2028-02-29T10:00Z", True),
        ("1992-02-29", "2028-02-28T10:00Z", False),
        ("1992-02-29", "2027-02-28T10:00Z", True),
        ("1992-02-29", "2027-03-01T10:00Z", False),
        ("1990-02-28", "2028-02-29T10:00Z", False),
        ("1990-13-15", "2026-06-15T10:00Z", False),
    ],
)
def test_whose_anniversary_is_today(born: str, now: str, today: bool) -> None:
    contact = make_contact(make_workspace(timezone="Europe/Vienna"), attributes={"born": born})
    assert matches(contact, datetime.fromisoformat(now), anniversary()) is today


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("born", "now", "days"),
    [
        ("1990-06-15", "2026-06-15T10:00Z", 0),
        ("1990-06-15", "2026-06-08T10:00Z", 7),
        ("1990-01-02", "2026-12-31T10:00Z", 2),
        ("1992-02-29", "2027-12-31T10:00Z", 60),
        ("1992-02-29", "2026-12-31T10:00Z", 59),
        ("1990-06-14", "2026-06-15T10:00Z", 364),
    ],
)
def test_how_far_ahead_the_next_anniversary_is(born: str, now: str, days: int) -> None:
    contact = make_contact(make_workspace(), attributes={"born": born})
    moment = datetime.fromisoformat(now)
    assert matches(contact, moment, anniversary(max(days, 1)))
    assert days < 2 or not matches(contact, moment, anniversary(days - 1))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("operator", "value", "met"),
    [
        ("contains_any", ["b", "x"], True),
        ("contains_any", ["x"], False),
        ("contains_all", ["a", "b"], True),
        ("contains_all", ["a", "x"], False),
        ("contains_none", ["x", "y"], True),
        ("contains_none", ["x", "a"], False),
        ("size_is", 2, True),
        ("size_at_least", 3, False),
        ("size_at_most", 2, True),
    ],
)
def test_lists(operator: str, value: object, met: bool) -> None:
    contact = make_contact(make_workspace(), attributes={"topics": ["a", "b"]})
    leaf = {"type": "attribute", "field": "topics", "operator": operator, "value": value}
    assert matches(contact, datetime(2026, 1, 1, tzinfo=UTC), leaf) is met


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("operator", "value", "met"),
    [
        ("has_any", ["vip", "x"], True),
        ("has_any", ["x"], False),
        ("has_all", ["vip", "new"], True),
        ("has_all", ["vip", "x"], False),
        ("has_none", ["x"], True),
        ("has_none", ["x", "new"], False),
    ],
)
def test_several_tags(operator: str, value: list[str], met: bool) -> None:
    contact = make_contact(make_workspace(), tags=["vip", "new"])
    leaf = {"type": "tag", "operator": operator, "value": value}
    assert matches(contact, datetime(2026, 1, 1, tzinfo=UTC), leaf) is met
