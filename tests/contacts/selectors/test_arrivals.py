"""Events as they come to be known: in order, each once, and none left out that was committed late."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contacts.models import Contact
from contacts.selectors import arrivals, events_arrived
from contacts.selectors.arrivals import Arrivals
from contacts.services import EventIn, events_record
from tests.concurrent import held_open
from tests.factories.contacts import make_contact
from tests.factories.workspaces import make_workspace
from workspaces.errors import InvalidInput
from workspaces.models import Workspace

LONG_AGO = datetime(2001, 1, 31, tzinfo=UTC)


@pytest.fixture
def workspace(db: None) -> Workspace:
    return make_workspace()


def record(contact: Contact, *names: str, at: datetime | None = None) -> None:
    events_record(
        workspace_id=contact.workspace_id, events=[EventIn(contact.pk, name, occurred_at=at) for name in names]
    )


def names(page: Arrivals) -> list[str]:
    return [event.name for event in page.rows]


def test_each_is_told_once_in_order_however_far_back_it_is_dated(workspace: Workspace) -> None:
    ada, stranger = make_contact(workspace), make_contact(make_workspace())
    record(ada, "before")
    page = events_arrived(workspace)
    assert (page.rows, page.more) == ((), False)
    record(ada, "a", "b")
    record(stranger, "nobody's")
    record(ada, "c", at=LONG_AGO)
    page = events_arrived(workspace, cursor=page.next_cursor, limit=2)
    assert (names(page), page.more) == (["a", "b"], True)
    page = events_arrived(workspace, cursor=page.next_cursor, limit=2)
    assert (names(page), page.more) == (["c"], False)
    again = events_arrived(workspace, cursor=page.next_cursor)
    assert (again.rows, again.more) == ((), False)
    record(ada, "d")
    assert names(events_arrived(workspace, cursor=again.next_cursor)) == ["d"]


def test_is_narrowed(workspace: Workspace) -> None:
    ada, bob = make_contact(workspace), make_contact(workspace)
    start = events_arrived(workspace).next_cursor
    record(ada, "a", "b")
    record(bob, "a", at=LONG_AGO)
    assert [event.contact_id for event in events_arrived(workspace, name="a", cursor=start).rows] == [ada.pk, bob.pk]
    assert names(events_arrived(workspace, contact=ada, cursor=start)) == ["a", "b"]
    assert names(events_arrived(workspace, before=datetime(2002, 1, 1, tzinfo=UTC), cursor=start)) == ["a"]
    assert names(events_arrived(workspace, after=LONG_AGO, name="b", cursor=start)) == ["b"]


def test_a_page_walks_over_so_many_and_goes_on_behind_them(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arrivals, "REACH", 2)
    ada, stranger = make_contact(workspace), make_contact(make_workspace())
    page = events_arrived(workspace)
    record(stranger, *"xyz")
    record(ada, "a", "b")
    seen = []
    for _ in range(3):
        page = events_arrived(workspace, cursor=page.next_cursor)
        seen.append((names(page), page.more))
    assert seen == [([], True), (["a"], True), (["b"], False)]


@pytest.mark.parametrize("cursor", ["x", "1.2", "a1.2", "a1.2.x", "a999999999.1.", "a1.999999999999.", "a-1.1.1"])
def test_a_cursor_that_no_page_gave_is_refused(workspace: Workspace, cursor: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        events_arrived(workspace, cursor=cursor)
    assert [each.field for each in refused.value.details] == ["cursor"]


@pytest.mark.django_db(transaction=True)
def test_who_commits_late_is_not_skipped() -> None:
    workspace = make_workspace()
    ada, bob = make_contact(workspace), make_contact(workspace)
    start = events_arrived(workspace).next_cursor
    with held_open(lambda: record(ada, "late")) as commit:
        record(bob, "early")
        waiting = events_arrived(workspace, cursor=start)
        assert (waiting.rows, waiting.more) == ((), False)
        # A second late one, behind what is being waited for, delays no further.
        with held_open(lambda: record(bob, "later")) as commit_later:
            commit()
            page = events_arrived(workspace, cursor=waiting.next_cursor)
            assert (names(page), page.more) == (["late", "early"], False)
            commit_later()
    assert names(events_arrived(workspace, cursor=page.next_cursor)) == ["later"]


@given(before=st.integers(0, 2**32 - 1), ahead=st.integers(-(2**31), 2**31 - 1))
def test_transactions_are_compared_round_and_round(before: int, ahead: int) -> None:
    mark = arrivals._Mark(1, before)
    assert mark.settled([(before + ahead) % 2**32]) == (ahead >= 0)
    running = [(before + step) % 2**32 for step in (-3, 5, 0)]
    assert arrivals._behind_newest(running) == (before + 6) % 2**32
