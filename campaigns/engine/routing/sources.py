"""What is routed: events, and entries into and exits from segments. Each knows how it is claimed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from django.db.backends.utils import CursorWrapper

from campaigns.engine.goals.events import conversions_by_events
from campaigns.models import DecisionSource
from campaigns.nodes.trigger_event import TriggerEvent
from campaigns.nodes.trigger_segment_entry import TriggerSegmentEntry
from campaigns.nodes.trigger_segment_exit import TriggerSegmentExit
from contacts.models import Segment, SegmentTransition
from workspaces.ids import encode
from workspaces.sql import load

_SQL = "campaigns.engine"


@dataclass(frozen=True, slots=True)
class Subject:
    """What a trigger may listen to in a workspace: an event's name, or a segment's id, by the type of the trigger."""

    workspace_id: UUID
    type: str
    text: str


# Row ids, oldest first, by what they are about.
Claimed = Mapping[Subject, Sequence[int]]


class Source(Protocol):
    """One queue of things that happened to contacts."""

    kind: DecisionSource
    # Rows (source_id, contact_id, context) of the ids %(sources)s that happened since %(since)s.
    rows: str

    def claim(self, now: datetime, limit: int, cursor: CursorWrapper) -> Claimed:
        """Takes and marks up to `limit` rows that nobody has routed."""

    def follow(self, claimed: Claimed, now: datetime, cursor: CursorWrapper) -> None:
        """What comes of the rows for those who are on their way already, before anybody is let in by them."""


class Events:
    """contacts.Event. What the flow sees as trigger.*: the properties, and the event's own name and time."""

    kind = DecisionSource.EVENT
    rows = """
    SELECT ev.id AS source_id, ev.contact_id,
           ev.properties || jsonb_build_object('event', ev.name, 'occurred_at', ev.occurred_at) AS context
    FROM contacts_event ev
    WHERE ev.id = ANY (%(sources)s::bigint[]) AND ev.created_at >= %(since)s"""

    def claim(self, now: datetime, limit: int, cursor: CursorWrapper) -> Claimed:
        cursor.execute(load(_SQL, "claim_events"), {"now": now, "limit": limit})
        return _grouped(
            (row_id, Subject(workspace, TriggerEvent.key, name)) for row_id, workspace, name in cursor.fetchall()
        )

    def follow(self, claimed: Claimed, now: datetime, cursor: CursorWrapper) -> None:
        named = {(subject.workspace_id, subject.text): ids for subject, ids in claimed.items()}
        conversions_by_events(named, now, cursor)


class Transitions:
    """contacts.SegmentTransition. What the flow sees as trigger.*: the segment's name and id."""

    kind = DecisionSource.TRANSITION
    rows = """
    SELECT st.id AS source_id, st.contact_id,
           jsonb_build_object('segment', s.name, 'segment_id', %(subject)s::text) AS context
    FROM contacts_segmenttransition st
    JOIN contacts_segment s ON s.id = st.segment_id
    WHERE st.id = ANY (%(sources)s::bigint[]) AND st.at >= %(since)s"""

    def claim(self, now: datetime, limit: int, cursor: CursorWrapper) -> Claimed:
        cursor.execute(load(_SQL, "claim_transitions"), {"now": now, "limit": limit})
        return _grouped(
            (row_id, Subject(workspace, _TYPES[kind], encode(Segment.ID_PREFIX, segment)))
            for row_id, workspace, segment, kind in cursor.fetchall()
        )

    def follow(self, claimed: Claimed, now: datetime, cursor: CursorWrapper) -> None:
        """Nothing: goals and waits that are rules look at contacts, not at segments."""


_TYPES: Mapping[str, str] = {
    SegmentTransition.Kind.ENTERED: TriggerSegmentEntry.key,
    SegmentTransition.Kind.LEFT: TriggerSegmentExit.key,
}


def _grouped(rows: Any) -> Claimed:
    found: dict[Subject, list[int]] = {}
    for row_id, subject in rows:
        found.setdefault(subject, []).append(row_id)
    return {subject: sorted(ids) for subject, ids in found.items()}
