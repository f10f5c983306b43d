"""Time that goes by: who leaves a window is found by looking at few, everybody is looked at now and then."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from contacts.models import Contact, Event, Segment
from contacts.segments import membership, sweeping
from contacts.segments.membership import People
from contacts.services import EventIn, events_record
from tests.contacts.segments.stage import NOW, members, rule, settle
from tests.factories.contacts import define_attributes, make_contact, make_segment
from tests.factories.workspaces import make_workspace
from workspaces.models import Workspace

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def did(name: str, **more: Any) -> dict[str, Any]:
    return {"type": "event", "field": name, "operator": "did", **more}


def happen(contact: Contact, name: str, at: datetime) -> None:
    Event.objects.create(
        workspace=contact.workspace, contact=contact, name=name, occurred_at=at, created_at=at, properties={}
    )


def checks(segment: Segment) -> tuple[datetime | None, datetime | None, datetime | None]:
    segment.refresh_from_db()
    return segment.refreshed_at, segment.sweep_at, segment.whole_at


@pytest.fixture
def workspace(db: None) -> Workspace:
    return make_workspace()


def test_whoever_leaves_a_window_leaves_the_segment(workspace: Workspace) -> None:
    early, late = make_contact(workspace), make_contact(workspace)
    happen(early, "ordered", NOW - 6 * DAY)
    happen(late, "ordered", NOW - 5 * DAY)
    segment = make_segment(workspace, rule(did("ordered", window="7d")))
    settle()
    assert checks(segment) == (NOW, NOW + MINUTE, NOW + MINUTE)
    # Once more everybody, for what was being recorded while the segment was made.
    settle(NOW + MINUTE)
    assert checks(segment) == (NOW + MINUTE, NOW + 2 * MINUTE, NOW + MINUTE + DAY)
    settle(NOW + 23 * HOUR)
    assert members(segment) == {early.pk, late.pk}
    then = NOW + DAY
    settle(then)
    assert members(segment) == {late.pk}
    assert checks(segment) == (then, then + MINUTE, NOW + MINUTE + DAY)
    settle(NOW + 3 * DAY)
    assert members(segment) == set()
    assert checks(segment) == (NOW + 3 * DAY, NOW + 3 * DAY + MINUTE, NOW + 4 * DAY)


def test_a_check_asks_no_more_than_a_few(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    contacts = [make_contact(workspace) for _ in range(5)]
    for number, contact in enumerate(contacts):
        happen(contact, "ordered", NOW - 7 * DAY + number * HOUR + MINUTE)
    segment = make_segment(workspace, rule(did("ordered", window="7d")))
    settle()
    settle(NOW + MINUTE)
    asked: list[list[Any]] = []

    def these(ids: list[Any]) -> People:
        asked.append(ids)
        return membership.these(ids)

    monkeypatch.setattr(sweeping, "these", these)
    settle(NOW + 2 * HOUR)
    assert asked == [[contacts[1].pk]]
    assert members(segment) == {contact.pk for contact in contacts[2:]}
    settle(NOW + 3 * HOUR)
    # Where time has changed nobody, nobody is asked, and the segment is as fresh all the same.
    settle(NOW + 3 * HOUR + MINUTE / 2)
    settle(NOW + 3 * HOUR + 2 * MINUTE)
    settle(NOW + 3 * HOUR + 4 * MINUTE)
    assert asked == [[contacts[1].pk], [contacts[2].pk], [contacts[3].pk]]
    assert checks(segment)[0] == NOW + 3 * HOUR + 4 * MINUTE


def test_too_many_at_once_are_left_to_a_scan(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeping, "_MOST", 1)
    for _ in range(3):
        happen(make_contact(workspace), "ordered", NOW - 6 * DAY)
    segment = make_segment(workspace, rule(did("ordered", window="7d")))
    settle()
    settle(NOW + MINUTE)
    settle(NOW + 2 * DAY - MINUTE)
    assert members(segment) == set()


def test_an_event_without_a_window_is_looked_at_once_a_day(workspace: Workspace) -> None:
    contact = make_contact(workspace)
    segment = make_segment(workspace, rule(did("ordered")))
    settle()
    settle(NOW + MINUTE)
    assert checks(segment) == (NOW + MINUTE, NOW + MINUTE + DAY, NOW + MINUTE + DAY)
    event = EventIn(contact.pk, "ordered", {}, NOW, None)
    events_record(workspace_id=workspace.pk, events=[event], now=NOW + HOUR)
    settle(NOW + HOUR)
    assert members(segment) == {contact.pk}


def test_a_condition_that_cannot_say_has_everybody_looked_at(workspace: Workspace) -> None:
    reachable = {"type": "channel", "field": "email", "operator": "is", "value": "reachable"}
    contact = make_contact(workspace)
    segment = make_segment(workspace, rule(reachable, did("ordered", window="7d"), condition="OR"))
    settle()
    assert members(segment) == {contact.pk}
    assert checks(segment) == (NOW, NOW + MINUTE, NOW + MINUTE)
    settle(NOW + HOUR)
    assert checks(segment) == (NOW + HOUR, NOW + HOUR + MINUTE, NOW + HOUR + MINUTE)


@pytest.mark.parametrize(
    ("operator", "value", "at", "before", "after"),
    [
        ("within_last", "7d", NOW - 6 * DAY, True, False),
        ("within_last", "7d", NOW + DAY, False, True),
        ("within_next", "7d", NOW + DAY, True, False),
        ("within_next", "7d", NOW + 8 * DAY, False, True),
        ("older_than", "7d", NOW - 6 * DAY, False, True),
    ],
)
def test_dates_meet_the_ends_of_windows(
    workspace: Workspace, operator: str, value: str, at: datetime, before: bool, after: bool
) -> None:
    define_attributes(workspace, {"due": "date"})
    contact = make_contact(workspace, attributes={"due": at.isoformat()})
    leaf = {"type": "attribute", "field": "due", "operator": operator, "value": value}
    segment = make_segment(workspace, rule(leaf))
    settle()
    settle(NOW + MINUTE)
    assert (contact.pk in members(segment)) is before
    settle(NOW + DAY + MINUTE / 2)
    segment.refresh_from_db()
    assert (contact.pk in members(segment), segment.whole_at) == (after, NOW + MINUTE + DAY)
