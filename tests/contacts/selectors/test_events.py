"""Lists of events: pages in order, no event twice or left out, and a rare name looked for in bounded parts."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contacts.models import Event
from contacts.selectors import events as lists
from contacts.selectors import events_page
from contacts.selectors.events import Having
from tests.factories.contacts import make_contact
from tests.factories.workspaces import make_workspace
from workspaces.models import Workspace

NOW = datetime(2030, 1, 1, tzinfo=UTC)
TRIALS = settings(max_examples=25)


@pytest.fixture
def workspace(db: None) -> Workspace:
    return make_workspace()


def read(workspace: Workspace, limit: int, name: str | None = None, **narrow: Any) -> tuple[list[int], int]:
    """All pages, one after the other, and how many there were."""
    found: list[int] = []
    cursor, pages = "", 0
    while True:
        page = events_page(workspace, name=name, limit=limit, cursor=cursor, **narrow)
        found += [event.pk for event in page.rows]
        pages += 1
        cursor = page.next_cursor
        if not cursor:
            return found, pages


@TRIALS
@given(
    events=st.lists(st.tuples(st.integers(0, 3), st.sampled_from("ab")), max_size=12),
    limit=st.integers(1, 4),
    reach=st.integers(1, 5),
)
def test_pages_hold_every_event_once_in_order(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, events: list[tuple[int, str]], limit: int, reach: int
) -> None:
    monkeypatch.setattr(lists, "REACH", reach)
    Event.objects.in_workspace(workspace).delete()
    contact = make_contact(workspace)
    for seconds, name in events:
        moment = NOW + timedelta(seconds=seconds, microseconds=seconds)
        Event.objects.create(workspace=workspace, contact=contact, name=name, occurred_at=moment, created_at=NOW)
    ordered = Event.objects.in_workspace(workspace).order_by("-occurred_at", "-id")
    assert read(workspace, limit)[0] == list(ordered.values_list("pk", flat=True))
    named, _ = read(workspace, limit, "a")
    assert named == list(ordered.filter(name="a").values_list("pk", flat=True))


@TRIALS
@given(
    events=st.lists(st.tuples(st.integers(0, 3), st.sampled_from("abc"), st.booleans()), max_size=12),
    limit=st.integers(1, 4),
    reach=st.integers(1, 5),
    after=st.none() | st.integers(0, 3),
    before=st.none() | st.integers(0, 4),
)
def test_pages_of_one_contact_are_merged_from_its_names(
    workspace: Workspace,
    monkeypatch: pytest.MonkeyPatch,
    events: list[tuple[int, str, bool]],
    limit: int,
    reach: int,
    after: int | None,
    before: int | None,
) -> None:
    monkeypatch.setattr(lists, "REACH", reach)
    monkeypatch.setattr(lists, "REACH_OF_CONTACT", reach)
    Event.objects.in_workspace(workspace).delete()
    contact, other = make_contact(workspace), make_contact(workspace)
    for number, (seconds, name, large) in enumerate(events):
        moment = NOW + timedelta(seconds=seconds)
        # Known in another month now and then.
        known = moment + timedelta(days=40 * (number % 2))
        row = {"name": name, "occurred_at": moment, "created_at": known, "properties": {"size": "L" if large else "S"}}
        Event.objects.create(workspace=workspace, contact=contact, **row)
        Event.objects.create(workspace=workspace, contact=other, **row)
    span = {
        "after": None if after is None else NOW + timedelta(seconds=after),
        "before": None if before is None else NOW + timedelta(seconds=before),
    }
    expected = Event.objects.in_workspace(workspace).filter(contact=contact).order_by("-occurred_at", "-id")
    expected = expected if after is None else expected.filter(occurred_at__gte=span["after"])
    expected = expected if before is None else expected.filter(occurred_at__lt=span["before"])
    large_only = Having("size", "L")
    for name, having in ((None, None), ("a", None), (None, large_only), ("a", large_only)):
        wanted = expected if name is None else expected.filter(name=name)
        wanted = wanted if having is None else wanted.filter(properties__size="L")
        found, _ = read(workspace, limit, name, contact=contact, having=having, **span)
        assert found == list(wanted.values_list("pk", flat=True))


def test_a_rare_name_is_looked_for_in_parts(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "REACH", 10)
    contact = make_contact(workspace)
    moments = [NOW + timedelta(seconds=second) for second in range(35)]
    names = ["rare", *["seen"] * 34]
    Event.objects.bulk_create(
        Event(workspace=workspace, contact=contact, name=name, occurred_at=moment, created_at=NOW)
        for name, moment in zip(names, moments, strict=True)
    )
    first = events_page(workspace, name="rare")
    assert (first.rows, bool(first.next_cursor)) == ((), True)
    found, pages = read(workspace, 20, "rare")
    assert (len(found), pages) == (1, 4)
