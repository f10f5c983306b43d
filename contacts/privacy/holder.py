"""What this app itself keeps about contacts: events, consent and its log, segments, and the queues of its stages."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import connection

from contacts.arrays import uuid_array
from contacts.models import (
    BulkChange,
    Consent,
    ConsentRecord,
    ContactAlias,
    ContactScore,
    Event,
    ImportedContact,
    ScoreChange,
    Segment,
    SegmentMembership,
    SegmentTransition,
)
from contacts.privacy.registry import Holder, Move, Rows, register
from contacts.privacy.rows import rows_by_contact
from contacts.privacy.traces import traces_erase, traces_of
from contacts.services.consent import consent_log_open
from workspaces.sql import load

_ABOUT = ("channel", "message_type", "topic__key", "state")


def _export(workspace_id: UUID, ids: Sequence[UUID]) -> Mapping[str, Rows]:
    def of(model: Any, order: str) -> Any:
        return model.objects.in_workspace(workspace_id).filter(contact_id__in=ids).order_by(order)

    log = (*_ABOUT, "source", "recorded_at", "text", "basis")
    return {
        "consents": rows_by_contact(of(Consent, "pk"), (*_ABOUT, "changed_at")),
        "consent_log": rows_by_contact(of(ConsentRecord, "pk"), log),
        "events": rows_by_contact(of(Event, "occurred_at"), ("name", "properties", "occurred_at", "created_at", "key")),
        "score_history": rows_by_contact(of(ScoreChange, "pk"), ("at", "before", "after", "parts", "source")),
        "segments": rows_by_contact(of(SegmentMembership, "pk"), ("segment__name", "entered_at")),
        "score_parts": rows_by_contact(of(ContactScore, "pk"), ("computed", "parts")),
        "bulk_changes": rows_by_contact(of(BulkChange, "pk"), ("operation__action", "operation__created_at")),
        "merged_from": rows_by_contact(of(ContactAlias, "merged_at"), ("id", "merged_at")),
        "files": rows_by_contact(
            of(ImportedContact, "pk"), ("contact_import__filename", "contact_import__created_at", "row")
        ),
        **traces_of(workspace_id, ids),
        "segment_history": rows_by_contact(of(SegmentTransition, "pk"), ("segment__name", "kind", "at")),
    }


def _lock(workspace_id: UUID, ids: Sequence[UUID]) -> None:
    memberships = SegmentMembership.objects.in_workspace(workspace_id).filter(contact_id__in=ids)
    segments = Segment.objects.in_workspace(workspace_id).filter(pk__in=memberships.values("segment_id"))
    # In the order of the segments stage, so that nobody waits crosswise.
    list(segments.order_by("pk").select_for_update().values_list("pk"))


def _erase(workspace_id: UUID, ids: Sequence[UUID]) -> None:
    traces_erase(workspace_id, ids)
    with consent_log_open(), connection.cursor() as cursor:
        params: dict[str, Any] = {"contacts": uuid_array(ids), "workspace": workspace_id}
        cursor.execute(load("contacts", "contacts_erase"), params)


def _left(workspace_id: UUID, ids: Sequence[UUID]) -> set[UUID]:
    with connection.cursor() as cursor:
        params: dict[str, Any] = {"contacts": uuid_array(ids), "workspace": workspace_id}
        cursor.execute(load("contacts", "contacts_left"), params)
        return {row[0] for row in cursor.fetchall()}


def _move(move: Move) -> None:
    with consent_log_open(), connection.cursor() as cursor:
        params: dict[str, Any] = {
            "source": move.source,
            "target": move.target,
            "workspace": move.workspace_id,
            "now": move.now,
        }
        cursor.execute(load("contacts", "contact_move"), params)


register(
    Holder(
        "contacts",
        frozenset(
            {
                "contacts.BulkChange",
                "contacts.BulkOperation",
                "contacts.Consent",
                "contacts.ConsentRecord",
                "contacts.ContactAlias",
                "contacts.ContactChange",
                "contacts.ContactScore",
                "contacts.Event",
                "contacts.ImportedContact",
                "contacts.ScoreChange",
                "contacts.ScoreDue",
                "contacts.SegmentMembership",
                "contacts.SegmentTransition",
            }
        ),
        export=_export,
        lock=_lock,
        erase=_erase,
        move=_move,
        left=_left,
    )
)
