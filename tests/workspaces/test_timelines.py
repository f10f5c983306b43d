"""Merging what apps tell of: newest first, ties by rank and key, cursors that lead on."""

from datetime import UTC, datetime, timedelta

import pytest

from workspaces.errors import InvalidInput
from workspaces.timelines import TimelineItem, merged, place_of

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def item(minutes: int, rank: int = 1, key: int = 1) -> TimelineItem:
    return TimelineItem(NOON + timedelta(minutes=minutes), rank, key, "x")


def test_the_newest_of_all_tellings_come_first() -> None:
    tellings = [[item(5), item(1)], [item(4, rank=2), item(1, rank=2)], []]
    found, before = merged(tellings, 3)
    assert [(each.at.minute, each.rank) for each in found] == [(5, 1), (4, 2), (1, 2)]
    assert place_of(before) == found[-1].place
    assert merged(tellings, 4)[1] == ""


def test_a_cursor_survives_a_round_trip_before_1970() -> None:
    old = TimelineItem(datetime(1969, 12, 31, 23, 59, 59, 5, tzinfo=UTC), 27, 1 << 59, "x")
    assert place_of(old.cursor) == old.place


@pytest.mark.parametrize(
    "text", ["", "1.2", "x.1.2", "99999999999999999999.1.1", "1.1.1; DROP", "-99999999999999999.1.1"]
)
def test_what_is_no_cursor_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match="before"):
        place_of(text)
