"""How fresh segments are: being filled and how far, behind their contacts, or true as of a moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from contacts.models import ContactChange, Segment, SegmentKind
from workspaces.models import Workspace

# What is checked so rarely follows its contacts: the check is for what nobody can know of.
_RARELY = timedelta(hours=12)


class Freshness(StrEnum):
    """What can be said of a segment's members."""

    FILLING = "filling"  # new, or with another rule: not all contacts have been looked at
    FOLLOWING = "following"  # every change is followed at once, and there is none to follow
    BEHIND = "behind"  # changes of contacts are waiting to be followed
    CHECKED = "checked"  # depends on time or on what nobody announces: true as of the last check
    FROZEN = "frozen"  # static: changed by hand only


@dataclass(frozen=True, slots=True)
class SegmentFreshness:
    """`as_of` is None while it is filled for the first time; `every` and `next_at` are there for CHECKED.

    `percent` is how much of a scan is done, None where none is under way.
    """

    state: Freshness
    as_of: datetime | None
    every: timedelta | None = None
    next_at: datetime | None = None
    percent: int | None = None


def freshness_of(
    *, workspace: Workspace | UUID, segments: Sequence[Segment], now: datetime
) -> dict[UUID, SegmentFreshness]:
    """How fresh each of the workspace's segments is; one query however many."""
    waiting = ContactChange.objects.in_workspace(workspace).exists() if segments else False
    return {segment.pk: _of(segment, waiting, now) for segment in segments}


def _of(segment: Segment, waiting: bool, now: datetime) -> SegmentFreshness:
    percent = _percent(segment)
    if segment.rebuild_needed and segment.is_following:
        return SegmentFreshness(Freshness.FILLING, segment.refreshed_at, percent=percent or 0)
    if segment.kind == SegmentKind.STATIC:
        return SegmentFreshness(Freshness.FROZEN, segment.refreshed_at)
    if segment.swept_to is not None:
        every = None if segment.sweep_at is None else segment.sweep_at - segment.swept_to
        if every is None or every < _RARELY:
            return SegmentFreshness(Freshness.CHECKED, segment.refreshed_at, every, segment.sweep_at, percent)
    if waiting:
        return SegmentFreshness(Freshness.BEHIND, segment.refreshed_at)
    return SegmentFreshness(Freshness.FOLLOWING, now)


def _percent(segment: Segment) -> int | None:
    if segment.scan_at is None:
        return None
    return min(99, 100 * segment.scan_seen // max(segment.scan_total, 1))
