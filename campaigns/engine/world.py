"""What node types may do to contacts, on PostgreSQL: one statement for a whole batch, in the pass's transaction."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Any
from uuid import UUID

from django.db import connection

from campaigns.engine.elsewhere import enroll_elsewhere
from campaigns.engine.judging import judge, matching
from campaigns.engine.payloads import payload_maker, summary
from campaigns.engine.poison import Savepoints
from campaigns.engine.throttling.gate import Arrivals, Point, pass_through
from campaigns.engine.waking.told import events_told
from campaigns.nodes.base import Batch
from campaigns.nodes.fields import first_zone
from campaigns.nodes.judgement import Judgement
from campaigns.nodes.passage import Passage
from contacts.arrays import uuid_array
from contacts.models import Contact, Segment, SegmentKind
from contacts.services import (
    contacts_score,
    contacts_set_field,
    contacts_tag,
    segment_members_add,
    segment_members_remove,
)
from messaging.selectors import failing_senders, last_senders
from messaging.services import ThreadDraft, threads_open_many
from templates_app.context import message_context
from templates_app.rendering.errors import RenderFailed
from templates_app.rendering.liquid import compile_liquid
from workspaces.sql import load

_SQL = "campaigns.engine"
_MISSING = "the contact no longer exists"


@dataclass(frozen=True, slots=True)
class DatabaseWorld:
    """Implements `campaigns.nodes.base.World`."""

    workspace_id: UUID
    workspace_name: str
    campaign_name: str
    now: datetime
    savepoints: Savepoints

    def matching(self, batch: Batch[Any], rule: Mapping[str, object]) -> Collection[int]:
        """The rows whose contact matches the rule (with the execution's own context)."""
        self.savepoints.touch()
        return matching(batch, rule, self.workspace_id, self.now)

    def judge(self, batch: Batch[Any], rule: Mapping[str, object]) -> Judgement:
        """As `matching`, with the values that the rule looked at in each row."""
        self.savepoints.touch()
        return judge(batch, rule, self.workspace_id, self.now)

    def zones(self, batch: Batch[Any]) -> Sequence[tzinfo]:
        """The time zone of every row's contact; the workspace's where it is not known, UTC where that isn't either."""
        named = self._of_contacts(batch, "contact_zones", {"workspace": self.workspace_id})
        known = {names: first_zone(names) for names in set(named)}
        return [known[names] for names in named]

    def dates(self, batch: Batch[Any], attribute: str) -> Sequence[str | None]:
        """The text in that attribute of every row's contact; None where it holds none."""
        found = self._of_contacts(batch, "contact_texts", {"workspace": self.workspace_id, "attribute": attribute})
        return [text for (text,) in found]

    def awaited_events(self, batch: Batch[Any], rows: Sequence[int]) -> Mapping[int, Mapping[str, object]]:
        """For those of the resumed rows for which the event came that they waited for: what the journal says of it."""
        self.savepoints.touch()
        executions, signals = [batch.execution_ids[row] for row in rows], [batch.signals[row] for row in rows]
        return {rows[place]: told for place, told in events_told(executions, signals, self.now).items()}

    def throttle(self, batch: Batch[Any], rows: Sequence[int], count: int, period: timedelta) -> Passage:
        """Which of the rows may go through the batch's node; the rows that are left out go through in addition."""
        self.savepoints.touch()
        point = Point(self.workspace_id, batch.campaign.campaign_id, batch.node.key, count, period)
        executions = [batch.execution_ids[row] for row in rows]
        resumed = sum(row < batch.resumed_count for row in rows)
        return pass_through(point, Arrivals(executions, resumed, len(batch) - len(rows)), self.now).over(rows)

    def senders_of(self, batch: Batch[Any], rows: Sequence[int], senders: Sequence[UUID]) -> Mapping[int, UUID]:
        """For those of the rows whose contact has a message of the campaign from one of the senders: the latest's."""
        self.savepoints.touch()
        contacts = [batch.contact_ids[row] for row in rows]
        found = last_senders(stream_id=batch.campaign.campaign_id, contact_ids=contacts, senders=senders)
        return {row: found[contact] for row, contact in zip(rows, contacts, strict=True) if contact in found}

    def senders_failing(self, senders: Sequence[UUID]) -> Collection[UUID]:
        """Those of the senders that are switched off, or whose provider fails."""
        self.savepoints.touch()
        return failing_senders(workspace_id=self.workspace_id, senders=senders, now=self.now)

    def tag_add(self, batch: Batch[Any], tag: str) -> None:
        """Give the tag to every contact of the batch."""
        self.savepoints.touch()
        contacts_tag(workspace_id=self.workspace_id, contact_ids=batch.contact_ids, add=[tag], now=self.now)

    def tag_remove(self, batch: Batch[Any], tag: str) -> None:
        """Take the tag from every contact of the batch."""
        self.savepoints.touch()
        contacts_tag(workspace_id=self.workspace_id, contact_ids=batch.contact_ids, remove=[tag], now=self.now)

    def update_score(self, batch: Batch[Any], *, delta: int | None, value: int | None) -> None:
        """Add `delta` to the score of every row's contact, or set it to `value`."""
        self.savepoints.touch()
        contacts_score(
            workspace_id=self.workspace_id,
            contact_ids=batch.contact_ids,
            delta=delta,
            value=value,
            now=self.now,
            source="campaign",
        )

    def segment_add(self, batch: Batch[Any], segment_id: UUID) -> bool:
        """Put every contact of the batch into the static segment; False when there is no such segment any more."""
        self.savepoints.touch()
        segment = self._segment(segment_id)
        if segment is not None:
            segment_members_add(segment=segment, contact_ids=batch.contact_ids, now=self.now)
        return segment is not None

    def segment_remove(self, batch: Batch[Any], segment_id: UUID) -> bool:
        """Take every contact of the batch out of the static segment; False when there is none any more."""
        self.savepoints.touch()
        segment = self._segment(segment_id)
        if segment is not None:
            segment_members_remove(segment=segment, contact_ids=batch.contact_ids, now=self.now)
        return segment is not None

    def enroll_elsewhere(
        self, batch: Batch[Any], campaign_id: UUID, contexts: Sequence[Mapping[str, object]]
    ) -> Sequence[str]:
        """Let every row's contact into another campaign of the workspace, with a context per row.

        Answers per row: entered, already_in, or in a word why nobody or this contact can't enter. A contact who is in
        the batch twice enters once.
        """
        self.savepoints.touch()
        return enroll_elsewhere(self.workspace_id, campaign_id, batch.contact_ids, contexts, self.now)

    def inbox_open(
        self, batch: Batch[Any], subjects: Sequence[str], bodies: Sequence[str], assignee: str | None
    ) -> None:
        """Open a thread about every row's contact for the member with that e-mail address, one text per row."""
        self.savepoints.touch()
        columns = zip(batch.contact_ids, subjects, bodies, batch.execution_ids, batch.visits, strict=True)
        threads = [
            ThreadDraft(contact, subject, body, execution, batch.node.key, visit)
            for contact, subject, body, execution, visit in columns
        ]
        threads_open_many(workspace_id=self.workspace_id, threads=threads, assignee=assignee, now=self.now)

    def set_field(
        self, batch: Batch[Any], field: str, rows: Sequence[int], values: Sequence[object]
    ) -> Mapping[int, str]:
        """Set a field of the rows' contacts, one value per row. Returns the refused rows with the reason in words.

        Of two rows of one contact the later one's value counts.
        """
        self.savepoints.touch()
        contacts = [batch.contact_ids[row] for row in rows]
        wanted = dict(zip(contacts, values, strict=True))
        result = contacts_set_field(workspace_id=self.workspace_id, values=wanted, field=field, now=self.now)
        if not result.refused:
            return {}
        pairs = zip(rows, contacts, strict=True)
        return {row: result.refused[contact] for row, contact in pairs if contact in result.refused}

    def render(self, batch: Batch[Any], source: str) -> tuple[Sequence[str], Mapping[int, str]]:
        """Render Liquid for every row: one text per row ("" where it failed), and the failed rows with the reason."""
        template = compile_liquid(source, html=False)
        return self._made(batch, lambda row, contact: template.render(self._values(contact, batch.contexts[row])))

    def payloads(self, batch: Batch[Any], body: object) -> tuple[Sequence[str], Mapping[int, str]]:
        """What an HTTP call says of every row, and the failed rows ("" there) with the reason."""
        if body is None:
            return self._made(batch, lambda row, contact: summary(batch, row, contact, self.campaign_name))
        make = payload_maker(body)
        return self._made(batch, lambda row, contact: make(self._values(contact, batch.contexts[row])))

    def _made(self, batch: Batch[Any], make: Callable[[int, Contact], str]) -> tuple[Sequence[str], Mapping[int, str]]:
        """One text per row, "" for rows where it can't be made, and why not."""
        self.savepoints.touch()
        found = Contact.objects.in_workspace(self.workspace_id).in_bulk(list(batch.contact_ids))
        texts: list[str] = []
        failed: dict[int, str] = {}
        for row, contact_id in enumerate(batch.contact_ids):
            contact = found.get(contact_id)
            try:
                texts.append(make(row, contact) if contact else "")
            except RenderFailed as error:
                texts.append("")
                failed[row] = error.reason
            if contact is None:
                failed[row] = _MISSING
        return texts, failed

    def _segment(self, segment_id: UUID) -> Segment | None:
        """Locked, so that it stays until the pass is over, and that passes count its members one after the other."""
        rows = Segment.objects.in_workspace(self.workspace_id).filter(pk=segment_id, kind=SegmentKind.STATIC)
        found: Segment | None = rows.select_for_update(no_key=True).first()
        return found

    def _of_contacts(self, batch: Batch[Any], statement: str, params: dict[str, Any]) -> list[tuple[Any, ...]]:
        """What a statement says of each row's contact, in the order of the rows."""
        self.savepoints.touch()
        with connection.cursor() as cursor:
            cursor.execute(load(_SQL, statement), {**params, "contacts": uuid_array(batch.contact_ids)})
            return cursor.fetchall()

    def _values(self, contact: Contact, trigger: Mapping[str, object]) -> dict[str, object]:
        return message_context(
            contact, workspace_name=self.workspace_name, campaign_name=self.campaign_name, trigger=trigger
        )
