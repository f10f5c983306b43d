"""What is routed: events, and entries into and exits from segments. Each knows how it is claimed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Protocol
from uuid import UUID

from django.db.backends.utils import CursorWrapper

from campaigns.engine.goals.events import conversions_by_events
from campaigns.engine.waking import events_happened, segments_changed, wake_for_events
from campaigns.models import DecisionSource
from campaigns.nodes.trigger_event import TriggerEvent
from campaigns.nodes.trigger_segment_entry import TriggerSegmentEntry
from campaigns.nodes.trigger_segment_exit import TriggerSegmentExit
from contacts.models import Segment, SegmentTransition
from workspaces.ids import encode
from workspaces.sql import load

_SQL = "campaigns.engine"
_EVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Subject:
    """What a trigger may listen to in a workspace: an event's name, or a segment's id, by the type of the trigger."""

    workspace_id: UUID
    type: str
    text: str


@dataclass(frozen=True, slots=True)
class Claimed:
    """Rows that this transaction holds, oldest first: their ids, and each one's place among the subjects.

    None of them came to be known before `earliest`: so statements about events leave earlier months alone.
    """

    subjects: Sequence[Subject]
    rows: Sequence[int]
    about: Sequence[int]
    earliest: datetime = _EVER

    def first(self, number: int) -> "Claimed":
        """The oldest of them."""
        return Claimed(self.subjects, self.rows[:number], self.about[:number], self.earliest)

    def rows_about(self) -> dict[Subject, list[int]]:
        """The ids by subject."""
        found: dict[Subject, list[int]] = {}
        for row, number in zip(self.rows, self.about, strict=True):
            found.setdefault(self.subjects[number], []).append(row)
        return found


class Source(Protocol):
    """One queue of things that happened to contacts."""

    kind: DecisionSource
    # Rows (of l, source_id, contact_id, context): what `happened` (id, subject) that the listeners `l` (subject, since,
    # workspace_id) listen to.
    rows: str

    def claim(self, limit: int, cursor: CursorWrapper) -> Claimed:
        """Takes up to `limit` rows that nobody has routed."""

    def mark(self, claimed: Claimed, now: datetime, cursor: CursorWrapper) -> None:
        """They have been routed."""

    def follow(self, claimed: Claimed, now: datetime, cursor: CursorWrapper) -> None:
        """What comes of the rows for those who are on their way already, before anybody is let in by them."""

    def wake(self, claimed: Claimed, now: datetime) -> None:
        """Ends waits. Comes last, as operators hold the row of a campaign before they touch its executions."""


class Events:
    """contacts.Event. What the flow sees as trigger.*: the properties, and the event's own name and time."""

    kind = DecisionSource.EVENT
    rows = """
    SELECT l.*, ev.id AS source_id, ev.contact_id,
           ev.properties || jsonb_build_object('event', ev.name, 'occurred_at', ev.occurred_at) AS context
    FROM happened
    JOIN l USING (subject)
    JOIN contacts_event ev
        ON ev.id = happened.id AND ev.created_at >= %(earliest)s::timestamptz AND ev.created_at >= l.since"""

    def claim(self, limit: int, cursor: CursorWrapper) -> Claimed:
        cursor.execute(load(_SQL, "claim_events"), {"limit": limit})
        return self.claimed(cursor.fetchall())

    def claimed(self, rows: Sequence[tuple[Any, ...]]) -> Claimed:
        """From rows (id, workspace, name, when it came to be known)."""
        earliest = min((row[3] for row in rows), default=_EVER)
        return replace(_claimed([row[:3] for row in rows], _event_subject), earliest=earliest)

    def mark(self, claimed: Claimed, now: datetime, cursor: CursorWrapper) -> None:
        params: dict[str, Any] = {"ids": id_array(claimed.rows), "earliest": claimed.earliest, "now": now}
        cursor.execute(load(_SQL, "mark_events"), params)

    def follow(self, claimed: Claimed, now: datetime, cursor: CursorWrapper) -> None:
        named = {(subject.workspace_id, subject.text): rows for subject, rows in claimed.rows_about().items()}
        conversions_by_events(named, claimed.earliest, now, cursor)

    def wake(self, claimed: Claimed, now: datetime) -> None:
        wake_for_events(claimed.rows, claimed.earliest, now)
        events_happened(claimed.rows, claimed.earliest)


class Transitions:
    """contacts.SegmentTransition. What the flow sees as trigger.*: the segment's name and id."""

    kind = DecisionSource.TRANSITION
    rows = """
    SELECT l.*, st.id AS source_id, st.contact_id,
           jsonb_build_object('segment', s.name, 'segment_id', (%(subject_texts)s::text[])[l.subject + 1]) AS context
    FROM happened
    JOIN l USING (subject)
    JOIN contacts_segmenttransition st ON st.id = happened.id AND st.at >= l.since
    JOIN contacts_segment s ON s.id = st.segment_id"""

    def claim(self, limit: int, cursor: CursorWrapper) -> Claimed:
        cursor.execute(load(_SQL, "claim_transitions"), {"limit": limit})
        return _claimed(cursor.fetchall(), _segment_subject)

    def mark(self, claimed: Claimed, now: datetime, cursor: CursorWrapper) -> None:
        cursor.execute(load(_SQL, "mark_transitions"), {"ids": id_array(claimed.rows), "now": now})

    def follow(self, claimed: Claimed, now: datetime, cursor: CursorWrapper) -> None:
        """Nothing: goals that are rules look at contacts, not at segments."""

    def wake(self, claimed: Claimed, now: datetime) -> None:
        segments_changed(claimed.rows)


_TYPES: Mapping[str, str] = {
    SegmentTransition.Kind.ENTERED: TriggerSegmentEntry.key,
    SegmentTransition.Kind.LEFT: TriggerSegmentExit.key,
}


def _event_subject(workspace_id: UUID, name: str) -> Subject:
    return Subject(workspace_id, TriggerEvent.key, name)


def _segment_subject(workspace_id: UUID, segment_id: UUID, kind: str) -> Subject:
    return Subject(workspace_id, _TYPES[kind], encode(Segment.ID_PREFIX, segment_id))


def _claimed(rows: Sequence[tuple[Any, ...]], subject: Callable[..., Subject]) -> Claimed:
    """From rows (id, what makes the subject …)."""
    numbers: dict[tuple[Any, ...], int] = {}
    about = [numbers.setdefault(row[1:], len(numbers)) for row in rows]
    return Claimed([subject(*parts) for parts in numbers], [row[0] for row in rows], about)


def id_array(ids: Sequence[Any]) -> str:
    """An array literal: one text, where psycopg would adapt each number by itself."""
    return f"{{{','.join(map(str, ids))}}}"
