"""Putting messages into the outbox, stopping a campaign's, and what operators decide about unknown ones."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from django.db import transaction
from django.db.models import Case, F, Value, When

from messaging.models import Message, MessageState, MessageStream, StreamDay
from workspaces.clock import database_now
from workspaces.errors import Conflict, DomainError, NotFound
from workspaces.nudge import nudge
from workspaces.services import Actor, audit_record
from workspaces.services.balance import Capture, balances_settle
from workspaces.sql import load


class OutboxRow(NamedTuple):
    """One message to be sent, in the column order of enqueue.sql. Make it positionally where speed counts.

    `context` is what templates see as `trigger`, already as JSON text (`outbox_context`). `created_at` is the engine's
    `now`, and usually `not_before` too.
    """

    workspace_id: UUID
    stream_id: UUID
    contact_id: UUID
    execution_id: int | None
    node: str
    visit: int
    channel: str
    message_type: str
    template_version_id: UUID
    sender_id: UUID | None
    context: str | None
    not_before: datetime
    created_at: datetime
    leg: int = 0


class CopyCursor(Protocol):
    """A psycopg cursor, or Django's wrapper around one."""

    def copy(self, statement: Any) -> Any: ...


def outbox_context(trigger: Mapping[str, object] | None) -> str | None:
    """The trigger data of an execution as OutboxRow takes it."""
    return json.dumps(trigger, separators=(",", ":")) if trigger else None


def messages_enqueue(cursor: CopyCursor, rows: Iterable[OutboxRow]) -> None:
    """Appends to the outbox by COPY, in the caller's transaction and on its cursor.

    A second message for the same execution, node and visit breaks the whole transaction: it is never ordinary.
    """
    with cursor.copy(load("messaging.services", "enqueue")) as copy:
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


@transaction.atomic
def message_mark_sent(*, message: Message, actor: Actor) -> None:
    """unknown → accepted: an operator found out that it did arrive. Raises Conflict in any other state."""
    cost = _decide(message, actor, "message.marked_sent", state=MessageState.ACCEPTED, reason="marked_sent")
    if cost:
        capture = Capture(message.workspace_id, message.stream_id, message.channel, 1, cost)
        balances_settle([capture], {message.workspace_id: cost})


@transaction.atomic
def message_send_again(*, message: Message, actor: Actor) -> None:
    """unknown → queued: an operator takes the risk of a second copy. Raises Conflict in any other state.

    An execution that has already gone on is not called back; the message is sent all the same.
    """
    now = database_now()
    cost = _decide(
        message,
        actor,
        "message.sent_again",
        state=MessageState.QUEUED,
        reason="sent_again",
        reason_detail="",
        not_before=now,
        tries=0,
        dispatched_at=None,
        repeatable_until=None,
        cost=None,
        settled_at=None,
    )
    if cost:
        balances_settle([], {message.workspace_id: cost})
    _give_room_back(message)
    nudge("messaging.tasks.run_delivery")


def _give_room_back(message: Message) -> None:
    """The next claim counts the message anew, against the limit of the day on which it is."""
    row = Message.objects.in_workspace(message.workspace_id).get(pk=message.pk)
    days = StreamDay.objects.in_workspace(row.workspace_id).filter(stream_id=row.stream_id, day=row.counted_on)
    days.update(used=F("used") - 1)


def _decide(message: Message, actor: Actor, action: str, **values: object) -> Decimal | None:
    """Writes the operator's decision; what was reserved for the message until then. Raises Conflict, NotFound."""
    unknown = Message.objects.in_workspace(message.workspace_id).filter(pk=message.pk, state=MessageState.UNKNOWN)
    locked = unknown.select_for_update().first()
    if locked is None or unknown.update(**values) != 1:
        raise _refusal(message)
    audit_record(
        workspace=message.workspace,
        actor=actor,
        action=action,
        target_type="message",
        target_id=message.public_id,
    )
    return locked.cost


def _refusal(message: Message) -> DomainError:
    state = Message.objects.in_workspace(message.workspace_id).filter(pk=message.pk).values_list("state", flat=True)
    present = state.first()
    if present is None:
        return NotFound("There is no such message.")
    return Conflict(
        f"The message is {present}; only one of unknown outcome can be decided on.",
        current_status=present,
        allowed=[MessageState.UNKNOWN.value],
    )
