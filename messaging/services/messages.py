"""Putting messages into the outbox, stopping a campaign's, and what operators decide about unknown ones."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import Case, Value, When

from messaging.models import Message, MessageState, MessageStream
from workspaces.nudge import nudge
from workspaces.sql import load
from workspaces.wall.copying import CopyCursor, copying
from workspaces.wall.scope import require_all


class OutboxRow(NamedTuple):
    """One message to be sent, in the column order of enqueue.sql. Make it positionally where speed counts.

    `context` is what templates see as `trigger`, already as JSON text (`outbox_context`). `created_at` is the engine's
    `now`, and usually `not_before` too; where it is not, `reason` says why.
    """

    workspace_id: UUID
    stream_id: UUID
    contact_id: UUID
    execution_id: int | None
    node: str
    visit: int
    channel: str
    message_type: str
    template_version_id: UUID | None
    sender_id: UUID | None
    context: str | None
    not_before: datetime
    created_at: datetime
    leg: int = 0
    reason: str = ""


def outbox_context(trigger: Mapping[str, object] | None) -> str | None:
    """The trigger data of an execution as OutboxRow takes it."""
    return json.dumps(trigger, separators=(",", ":")) if trigger else None


def messages_enqueue(cursor: CopyCursor, rows: Iterable[OutboxRow]) -> None:
    """Appends to the outbox by COPY, in the caller's transaction and on its cursor.

    A second message for the same execution, node and visit breaks the whole transaction: it is never ordinary.
    """
    rows = require_all(rows)
    with copying(cursor, load("messaging.services", "enqueue")) as copy:
        for row in rows:
            copy.write_row(row)
    nudge("messaging.tasks.run_delivery")


@transaction.atomic
def messages_cancel(*, stream_id: UUID, workspace_id: UUID, reason: str) -> None:
    """Stops a stream: nothing more of it is sent, and delivery skips what is queued, in batches, with this reason.

    The caller holds the campaign's exclusive advisory lock, so that no claim is under way.
    """
    streams = MessageStream.objects.in_workspace(workspace_id).filter(pk=stream_id)
    streams.update(claimable=False, stopped_reason=reason[:64], draining=True)
    nudge("messaging.tasks.run_delivery")


def messages_withdraw(*, workspace_id: UUID, execution_ids: Sequence[int], now: datetime) -> int:
    """queued → skipped, or unknown where in doubt: the executions no longer wait for these messages; how many.

    Runs in the caller's transaction, which holds the campaign's exclusive advisory lock, so that no claim is under way.
    """
    queued = Message.objects.in_workspace(workspace_id).filter(
        execution_id__in=execution_ids, state=MessageState.QUEUED
    )
    # What the provider may have from an attempt before is not called skipped.
    state = Case(When(repeatable_until=None, then=Value(MessageState.SKIPPED)), default=Value(MessageState.UNKNOWN))
    return queued.update(state=state, reason="withdrawn", settled_at=now)
