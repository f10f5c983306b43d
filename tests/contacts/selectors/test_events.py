"""Lists of events: pages in order, no event twice or left out, and a rare name looked for in bounded parts."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contacts.models import Event
from contacts.selectors import events as lists
from contacts.selectors import events_page
from tests.factories.contacts import make_contact
from tests.factories.workspaces import make_workspace
from workspaces.models import Workspace

NOW = datetime(2030, 1, 1, tzinfo=UTC)
TRIALS = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def workspace(db: None) -> Workspace:
    return make_workspace()


def read(workspace: Workspace, limit: int, name: str | None = None) -> tuple[list[int], int]:
    """All pages, one after the other, and how many there were."""
    found: list[int] = []
    cursor, pages = "", 0
    while True:
        page = events_page(workspace, name=name, limit=limit, cursor=cursor)
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
