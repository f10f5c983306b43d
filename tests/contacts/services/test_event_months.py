"""The months of events: made ahead, filled from the default partition, dropped with what depends on them."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from contacts.models import ContactChange, Event, EventKey
from contacts.models.event import event_digest
from contacts.services import EventIn, EventOutcome, events_record
from contacts.services.event_months import (
    event_keys_expire,
    event_months_expire,
    event_months_open,
    events_analyze,
)
from tests.factories.contacts import make_contact, make_segment
from tests.factories.workspaces import make_workspace
from workspaces.models import Workspace

OLD = datetime(2019, 5, 31, 23, 59, tzinfo=UTC)
NEXT = datetime(2019, 6, 1, tzinfo=UTC)


@pytest.fixture
def workspace(db: None) -> Workspace:
    return make_workspace()


def record(workspace: Workspace, moment: datetime, name: str = "ordered", *, key: str | None = None) -> int:
    contact = make_contact(workspace)
    (result,) = events_record(workspace_id=workspace.pk, events=[EventIn(contact.pk, name, key=key)], now=moment)
    assert result.event_id is not None
    return result.event_id


def places(workspace: Workspace) -> dict[int, str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, tableoid::regclass::text FROM contacts_event WHERE workspace_id = %s", [workspace.pk]
        )
        return dict(cursor.fetchall())


def routed() -> None:
    Event.objects.across_workspaces().update(routed_at=NEXT)


def test_a_new_month_takes_its_rows_from_the_default_partition(workspace: Workspace) -> None:
    old, new = record(workspace, OLD), record(workspace, NEXT)
    assert set(places(workspace).values()) == {"contacts_event_default"}
    assert event_months_open(now=OLD) == 3
    assert event_months_open(now=OLD) == 0
    assert places(workspace) == {old: "contacts_event_2019_05", new: "contacts_event_2019_06"}
    later = record(workspace, NEXT + timedelta(days=40))
    assert places(workspace)[later] == "contacts_event_2019_07"
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexname FROM pg_indexes WHERE tablename = 'contacts_event_2019_05' ORDER BY 1")
        assert [row[0] for row in cursor.fetchall()] == [
            "contacts_event_pkey_2019_05",
            "event_by_contact_2019_05",
            "event_by_time_2019_05",
            "event_to_route_2019_05",
        ]


def test_the_present_months_are_there_from_the_start(workspace: Workspace) -> None:
    now = datetime.now(UTC)
    record(workspace, now)
    assert set(places(workspace).values()) == {f"contacts_event_{now:%Y_%m}"}


def test_months_go_when_their_time_is_over_and_keys_stay(workspace: Workspace) -> None:
    old, new = record(workspace, OLD, key="o"), record(workspace, NEXT, key="n")
    event_months_open(now=OLD)
    routed()
    assert event_months_expire(now=datetime(2019, 7, 31, tzinfo=UTC), keep=0) == []
    assert event_months_expire(now=datetime(2019, 7, 31, tzinfo=UTC), keep=2) == []
    assert event_months_expire(now=datetime(2019, 8, 1, tzinfo=UTC), keep=2) == ["contacts_event_2019_05"]
    assert set(places(workspace)) == {new}
    contact = make_contact(workspace)
    (again,) = events_record(workspace_id=workspace.pk, events=[EventIn(contact.pk, "x", key="o")], now=NEXT)
    assert (again.outcome, again.event_id) == (EventOutcome.DUPLICATE, old)
    assert set(places(workspace)) == {new}


def test_a_month_stays_while_an_event_of_it_waits_for_triggers(workspace: Workspace) -> None:
    waiting = record(workspace, OLD)
    event_months_open(now=OLD)
    now = datetime(2020, 1, 1, tzinfo=UTC)
    assert "contacts_event_2019_05" not in event_months_expire(now=now, keep=1)
    assert set(places(workspace)) == {waiting}


def test_what_the_default_partition_holds_goes_too_but_for_what_waits(workspace: Workspace) -> None:
    record(workspace, OLD)
    routed()
    waiting = record(workspace, OLD)
    assert event_months_expire(now=datetime(2020, 1, 1, tzinfo=UTC), keep=1) == []
    assert set(places(workspace)) == {waiting}


def test_segments_look_again_at_those_whose_events_go(workspace: Workspace) -> None:
    leaf = {"type": "event", "field": "ordered", "operator": "did"}
    make_segment(workspace, {"condition": "AND", "rules": [leaf]})
    first, second = record(workspace, OLD), record(workspace, OLD, "looked")
    event_months_open(now=OLD)
    routed()
    ContactChange.objects.in_workspace(workspace).delete()
    asked = Event.objects.in_workspace(workspace).get(pk=first).contact_id
    event_months_expire(now=datetime(2020, 1, 1, tzinfo=UTC), keep=1)
    assert places(workspace) == {}
    assert second not in places(workspace)
    changed = ContactChange.objects.in_workspace(workspace).values_list("contact_id", flat=True)
    assert list(changed) == [asked]


def test_keys_are_forgotten_no_earlier_than_their_events(workspace: Workspace) -> None:
    record(workspace, OLD, key="o")
    record(workspace, NEXT, key="n")
    now = datetime(2019, 8, 1, tzinfo=UTC)
    assert event_keys_expire(now=now, keep=1, keep_events=0) == 0
    assert event_keys_expire(now=now, keep=0, keep_events=1) == 0
    assert event_keys_expire(now=now, keep=1, keep_events=3) == 0
    assert event_keys_expire(now=now, keep=1, keep_events=2) == 1
    kept = EventKey.objects.in_workspace(workspace).values_list("pk", flat=True)
    assert [each.hex for each in kept] == [event_digest(workspace.pk, "n")]


def test_nothing_occurs_long_after_it_came_to_be_known(workspace: Workspace) -> None:
    contact = make_contact(workspace)
    with pytest.raises(IntegrityError, match="event_not_ahead"), transaction.atomic():
        Event.objects.create(
            workspace=workspace, contact=contact, name="x", occurred_at=NEXT, created_at=NEXT - timedelta(minutes=11)
        )


def test_statistics_are_of_all_months(workspace: Workspace) -> None:
    record(workspace, datetime.now(UTC))
    events_analyze()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) > 0 FROM pg_stats WHERE tablename = 'contacts_event' AND inherited")
        assert cursor.fetchone() == (True,)
