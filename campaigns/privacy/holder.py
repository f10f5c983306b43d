"""Executions with their journal, calls, waits, goals and decisions of triggers as personal data."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import connection

from campaigns.models import Conversion, Execution, Step, TriggerDecision, WebhookCall
from campaigns.privacy.moving import executions_hand_over
from contacts.arrays import uuid_array
from contacts.privacy.registry import Holder, Rows, register
from contacts.privacy.rows import rows_by_contact
from workspaces.sql import load

_EXECUTION = ("campaign__name", "entry", "state", "node", "reason", "context", "created_at", "finished_at")
_STEP = ("execution__campaign__name", "node", "outcome", "port", "reason", "detail", "created_at")
_CALL = ("campaign__name", "node", "url", "body", "state", "status", "excerpt", "kept", "created_at")
_DECISION = ("campaign__name", "node", "source", "outcome", "detail", "created_at")


def _export(workspace_id: UUID, ids: Sequence[UUID]) -> Mapping[str, Rows]:
    def of(model: Any, path: str = "contact_id") -> Any:
        return model.objects.in_workspace(workspace_id).filter(**{f"{path}__in": ids}).order_by("pk")

    by_execution = "execution__contact_id"
    return {
        "campaigns": rows_by_contact(of(Execution), _EXECUTION),
        "journal": rows_by_contact(of(Step, by_execution), _STEP, contact=by_execution),
        "calls": rows_by_contact(of(WebhookCall, by_execution), _CALL, contact=by_execution),
        "goals": rows_by_contact(of(Conversion), ("campaign__name", "node", "at")),
        "trigger_decisions": rows_by_contact(of(TriggerDecision), _DECISION),
    }


def _run(statement: str, workspace_id: UUID, ids: Sequence[UUID]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        params: dict[str, Any] = {"contacts": uuid_array(ids), "workspace": workspace_id}
        cursor.execute(load("campaigns.privacy", statement), params)
        return cursor.fetchall() if cursor.description else []


def _lock(workspace_id: UUID, ids: Sequence[UUID]) -> None:
    _run("lock", workspace_id, ids)


def _erase(workspace_id: UUID, ids: Sequence[UUID]) -> None:
    _run("erase", workspace_id, ids)


def _left(workspace_id: UUID, ids: Sequence[UUID]) -> set[UUID]:
    return {row[0] for row in _run("left", workspace_id, ids)}


register(
    Holder(
        "campaigns",
        frozenset(
            {
                "campaigns.Conversion",
                "campaigns.Execution",
                "campaigns.ExecutionOrder",
                "campaigns.TriggerDecision",
                "campaigns.WaitSubscription",
            }
        ),
        export=_export,
        lock=_lock,
        erase=_erase,
        move=executions_hand_over,
        left=_left,
    )
)
