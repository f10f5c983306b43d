"""Recording events: once per key, in sets, refused by name, and noticed by the segments that ask for them."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from contacts.models import Contact, ContactChange, Event, EventCount
from contacts.services import EventIn, EventOutcome, EventResult, contact_delete, events_record
from contacts.services.event_months import event_counts_fold
from tests.concurrent import beside, held_open, until_waiting
from tests.factories.contacts import make_contact, make_contacts, make_segment
from tests.factories.workspaces import make_workspace
from workspaces.errors import InvalidInput
from workspaces.models import Workspace
from workspaces.services import Actor

NOW = datetime(2030, 1, 1, tzinfo=UTC)


@pytest.fixture
def workspace(db: None) -> Workspace:
    return make_workspace()


def rows(workspace: Workspace) -> list[tuple[Any, ...]]:
    events = Event.objects.in_workspace(workspace).order_by("id")
    return list(events.values_list("contact_id", "name", "properties", "occurred_at", "created_at", "key"))


def test_a_batch_is_recorded_in_its_order(
    workspace: Workspace, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ann, bob = make_contacts(workspace, 2)
    earlier = NOW - timedelta(days=3)
    batch = [
        EventIn(bob.pk, "signed up", key="z"),
        EventIn(ann.pk, "ordered", {"total": 9.5}, earlier, "a"),
        EventIn(bob.pk, "ordered"),
        EventIn(bob.pk, "ordered"),
    ]
    with django_assert_num_queries(5):
        results = events_record(workspace_id=workspace.pk, events=batch, now=NOW)
    ids = list(Event.objects.in_workspace(workspace).order_by("id").values_list("id", flat=True))
    assert results == [EventResult(EventOutcome.RECORDED, each, NOW) for each in ids]
    assert rows(workspace) == [
        (bob.pk, "signed up", {}, NOW, NOW, "z"),
        (ann.pk, "ordered", {"total": 9.5}, earlier, NOW, "a"),
        (bob.pk, "ordered", {}, NOW, NOW, None),
        (bob.pk, "ordered", {}, NOW, NOW, None),
    ]


def test_a_key_counts_once_per_workspace(workspace: Workspace) -> None:
    ann, other = make_contact(workspace), make_contact(make_workspace())
    (first,) = events_record(workspace_id=workspace.pk, events=[EventIn(ann.pk, "ordered", key="1")], now=NOW)
    again = [EventIn(ann.pk, "paid", key="1"), EventIn(ann.pk, "paid", key="2"), EventIn(ann.pk, "lost", key="2")]
    results = events_record(workspace_id=workspace.pk, events=again, now=NOW)
    assert [each.outcome for each in results] == [
        EventOutcome.DUPLICATE,
        EventOutcome.RECORDED,
        EventOutcome.DUPLICATE,
    ]
    assert results[0].event_id == first.event_id
    assert results[2].event_id == results[1].event_id
    assert [row[1] for row in rows(workspace)] == ["ordered", "paid"]
    (elsewhere,) = events_record(workspace_id=other.workspace_id, events=[EventIn(other.pk, "ordered", key="1")])
    assert elsewhere.outcome is EventOutcome.RECORDED


def test_contacts_of_others_are_unknown_and_the_rest_is_kept(workspace: Workspace) -> None:
    ann, stranger = make_contact(workspace), make_contact(make_workspace())
    batch = [
        EventIn(stranger.pk, "x", key="k"),
        EventIn(uuid4(), "x"),
        EventIn(ann.pk, "x"),
        EventIn(stranger.pk, "x", key="k"),
    ]
    results = events_record(workspace_id=workspace.pk, events=batch, now=NOW)
    unknown = EventResult(EventOutcome.UNKNOWN_CONTACT)
    assert (results[0], results[1], results[3]) == (unknown, unknown, unknown)
    assert results[2].outcome is EventOutcome.RECORDED
    assert [row[0] for row in rows(workspace)] == [ann.pk]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": " x"}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"name": "a\x00b"}, "name"),
        ({"name": "\ud800"}, "name"),
        ({"key": ""}, "key"),
        ({"key": "k" * 256}, "key"),
        ({"properties": {"a": "\x00"}}, "properties.a"),
        ({"properties": {"a": float("inf")}}, "properties.a"),
        ({"properties": {"a": "x" * 33_000}}, "properties"),
        ({"occurred_at": NOW + timedelta(minutes=11)}, "occurred_at"),
        ({"occurred_at": datetime(1969, 12, 31, tzinfo=UTC)}, "occurred_at"),
    ],
)
def test_wrong_events_are_refused_by_name_and_nothing_is_written(
    workspace: Workspace, fields: dict[str, Any], field: str
) -> None:
    ann = make_contact(workspace)
    wrong = EventIn(ann.pk, **{"name": "ordered", **fields})
    with pytest.raises(InvalidInput) as refused:
        events_record(workspace_id=workspace.pk, events=[EventIn(ann.pk, "fine"), wrong], now=NOW)
    assert [detail.field for detail in refused.value.details] == [f"events[1].{field}"]
    assert rows(workspace) == []


def test_only_contacts_for_whose_event_a_segment_asks_are_looked_at_again(workspace: Workspace) -> None:
    leaf = {"type": "event", "field": "ordered", "operator": "did"}
    nested = {"condition": "AND", "rules": [{"condition": "OR", "rules": [leaf]}]}
    make_segment(workspace, nested)
    ann, bob = make_contacts(workspace, 2)
    ContactChange.objects.in_workspace(workspace).delete()
    events = [EventIn(ann.pk, "ordered"), EventIn(ann.pk, "ordered"), EventIn(bob.pk, "looked")]
    events_record(workspace_id=workspace.pk, events=events, now=NOW)
    assert list(ContactChange.objects.in_workspace(workspace).values_list("contact_id", flat=True)) == [ann.pk]


def test_an_erased_contact_leaves_no_event(workspace: Workspace) -> None:
    ann, bob = make_contacts(workspace, 2)
    events_record(workspace_id=workspace.pk, events=[EventIn(ann.pk, "x"), EventIn(bob.pk, "x")], now=NOW)
    contact_delete(contact=ann, actor=Actor.system())
    assert [row[0] for row in rows(workspace)] == [bob.pk]


@pytest.mark.django_db(transaction=True)
def test_two_batches_with_the_same_key_at_once_record_it_once() -> None:
    ann = make_contact(make_workspace())

    def record(name: str) -> list[EventResult]:
        return list(events_record(workspace_id=ann.workspace_id, events=[EventIn(ann.pk, name, key="k")]))

    with held_open(lambda: record("a")) as commit, beside(lambda: record("b")) as second:
        until_waiting(second)
        (first,) = commit()
    assert second.result() == [EventResult(EventOutcome.DUPLICATE, first.event_id, first.created_at)]
    assert Event.objects.in_workspace(ann.workspace_id).count() == 1
    assert Contact.objects.in_workspace(ann.workspace_id).count() == 1


def counted(workspace: Workspace) -> dict[tuple[str, str], int]:
    """The sums by name and day, and how many lines make them up."""
    sums: dict[tuple[str, str], int] = {}
    for row in EventCount.objects.in_workspace(workspace):
        sums[row.name, f"{row.day}"] = sums.get((row.name, f"{row.day}"), 0) + row.count
    return sums


def test_what_came_is_counted_by_name_and_day_and_folded(workspace: Workspace) -> None:
    ann = make_contact(workspace)
    late = NOW - timedelta(days=9)
    for day in range(2):
        moment = NOW + timedelta(days=day)
        batch = [EventIn(ann.pk, "x", occurred_at=late), EventIn(ann.pk, "x"), EventIn(ann.pk, "y", key="k")]
        events_record(workspace_id=workspace.pk, events=batch, now=moment)
        events_record(workspace_id=workspace.pk, events=batch[:1], now=moment)
    expected = {("x", "2030-01-01"): 3, ("y", "2030-01-01"): 1, ("x", "2030-01-02"): 3}
    assert counted(workspace) == expected
    assert event_counts_fold(limit=3) == 3
    assert event_counts_fold() == 2
    assert event_counts_fold() == 0
    assert counted(workspace) == expected
    events_record(workspace_id=workspace.pk, events=[EventIn(ann.pk, "x")], now=NOW)
    event_counts_fold()
    folded = EventCount.objects.in_workspace(workspace).order_by("day", "name")
    assert list(folded.values_list("name", "count", "last_at", "folded")) == [
        ("x", 4, NOW, True),
        ("y", 1, NOW, True),
        ("x", 3, NOW + timedelta(days=1), True),
    ]


def test_no_more_is_folded_at_once_than_asked_for_of_a_table_that_seems_empty(workspace: Workspace) -> None:
    ann = make_contact(workspace)
    events_record(workspace_id=workspace.pk, events=[EventIn(ann.pk, "1")], now=NOW)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE contacts_eventcount")
    events_record(workspace_id=workspace.pk, events=[EventIn(ann.pk, name) for name in "23456"], now=NOW)
    assert [event_counts_fold(limit=4) for _ in range(3)] == [4, 2, 0]


def test_texts_that_copy_would_misread_are_stored_as_they_are(workspace: Workspace) -> None:
    ann = make_contact(workspace)
    strange = 'a\tb\\N\n\r\\.\u2028"'
    properties = {strange: [strange, {"n": None}], "\\": "\\u0000"}
    events_record(workspace_id=workspace.pk, events=[EventIn(ann.pk, strange, properties, key=strange)], now=NOW)
    assert rows(workspace) == [(ann.pk, strange, properties, NOW, NOW, strange)]
    (again,) = events_record(workspace_id=workspace.pk, events=[EventIn(ann.pk, "x", key=strange)], now=NOW)
    assert again.outcome is EventOutcome.DUPLICATE
