"""What the router must do: each event, entry and exit is decided exactly once by each trigger that listens to it."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from django.db import connection

from campaigns.models import Trigger, TriggerDecision
from contacts.models import Event, Segment, SegmentTransition
from workspaces.ids import encode
from workspaces.models import Workspace

_KINDS = {"entered": "trigger_segment_entry", "left": "trigger_segment_exit"}
# A decision says why with the rows beside it.
_UNTRUE = """
SELECT d.outcome, d.node, d.source, d.source_id, e.id
FROM campaigns_triggerdecision d
LEFT JOIN campaigns_execution e
    ON e.id = d.execution_id AND (e.campaign_id, e.contact_id) = (d.campaign_id, d.contact_id)
WHERE d.workspace_id = %(workspace)s
  AND ((d.outcome = 'enrolled') <> (e.id IS NOT NULL)
       OR d.outcome = 'failed'
       OR (d.outcome = 'reentry' AND NOT EXISTS (
           SELECT 1 FROM campaigns_execution x WHERE (x.campaign_id, x.contact_id) = (d.campaign_id, d.contact_id))))
"""
Decided = Counter[tuple[object, ...]]


class Happened:
    """What nobody has routed yet, and who listens to it."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._triggers = list(Trigger.objects.in_workspace(workspace).filter(active=True))
        self._unrouted = [("event", row, "trigger_event", name, at) for row, name, at in self._events()]
        for row, segment, kind, at in self._moves():
            self._unrouted.append(("transition", row, _KINDS[kind], encode(Segment.ID_PREFIX, segment), at))

    def expected(self, routed: set[tuple[str, int]]) -> Decided:
        """The decisions that must stand about those of them which have been routed since."""
        return Counter(
            (trigger.campaign_id, trigger.node, source, row)
            for source, row, kind, subject, at in self._unrouted
            for trigger in self._triggers
            if (source, row) in routed
            and trigger.type == kind
            and subject in (trigger.config.get("event"), trigger.config.get("segment"))
            and trigger.since is not None
            and trigger.since <= at
        )

    def routed(self) -> set[tuple[str, int]]:
        """Which of them have been routed since."""
        waiting = {("event", row) for row, *_ in self._events()} | {("transition", row) for row, *_ in self._moves()}
        return {(source, row) for source, row, *_ in self._unrouted} - waiting

    def _events(self) -> list[tuple[int, str, datetime]]:
        events = Event.objects.in_workspace(self._workspace).filter(routed_at=None)
        return list(events.values_list("id", "name", "created_at"))

    def _moves(self) -> list[tuple[int, UUID, str, datetime]]:
        moves = SegmentTransition.objects.in_workspace(self._workspace).filter(routed_at=None)
        return list(moves.values_list("id", "segment_id", "kind", "at"))


@contextmanager
def decided_once(workspace: Workspace) -> Iterator[None]:
    """While it is entered, contacts may be let in: what was routed has its decisions and nothing else has any."""
    happened, before = Happened(workspace), _decisions(workspace)
    yield
    new = _decisions(workspace)
    new.subtract(before)
    expected = happened.expected(happened.routed())
    new.subtract(expected)
    wrong = {decision: number for decision, number in new.items() if number}
    assert wrong == {}, f"decisions that are missing (-) or too many (+): {wrong}"
    with connection.cursor() as cursor:
        cursor.execute(_UNTRUE, {"workspace": workspace.pk})
        untrue = cursor.fetchall()
    assert untrue == [], f"decisions that are not so: {untrue[:5]}"


def _decisions(workspace: Workspace) -> Decided:
    rows = TriggerDecision.objects.in_workspace(workspace)
    return Counter(rows.values_list("campaign_id", "node", "source", "source_id"))
