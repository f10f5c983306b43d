"""What operators decide about messages of unknown outcome: they did arrive, or they are sent again."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from django.db import transaction
from django.db.models import F

from messaging.delivery.sender_usage import usage_give_back
from messaging.models import Message, MessageState, StreamDay
from workspaces.clock import database_now
from workspaces.errors import Conflict, DomainError, NotFound
from workspaces.models import Workspace
from workspaces.nudge import nudge
from workspaces.services import Actor, audit_record
from workspaces.services.balance import Capture, balances_settle

# One transaction's worth; whoever has more asks again.
MOST = 5_000


class Decision(StrEnum):
    """unknown → accepted, or → queued; there are no others (DESIGN §5)."""

    SENT = "sent"
    AGAIN = "again"


_VERBS = {Decision.SENT: "marked_sent", Decision.AGAIN: "sent_again"}


@transaction.atomic
def message_mark_sent(*, message: Message, actor: Actor) -> None:
    """unknown → accepted: an operator found out that it did arrive. Raises Conflict in any other state."""
    _decide_one(message, Decision.SENT, actor)


@transaction.atomic
def message_send_again(*, message: Message, actor: Actor) -> None:
    """unknown → queued: an operator takes the risk of a second copy. Raises Conflict in any other state.

    An execution that has already gone on is not called back; the message is sent all the same.
    """
    _decide_one(message, Decision.AGAIN, actor)


@transaction.atomic
def messages_decide(
    *,
    workspace: Workspace,
    decision: Decision,
    actor: Actor,
    ids: Collection[int] | None = None,
    stream_id: UUID | None = None,
) -> int:
    """Decides on up to 5,000 messages of unknown outcome, the oldest first; how many.

    Only those with these `ids`, or of this stream, where one is given. What somebody else is deciding on, and what is
    no longer of unknown outcome, is left alone. A message that is sent again keeps its key; its execution is not called
    back if it went on.
    """
    found = Message.objects.in_workspace(workspace).filter(state=MessageState.UNKNOWN)
    if ids is not None:
        found = found.filter(pk__in=ids)
    if stream_id is not None:
        found = found.filter(stream_id=stream_id)
    rows = list(found.select_for_update(skip_locked=True).order_by("settled_at", "pk")[:MOST])
    if not rows:
        return 0
    _write(rows, decision)
    audit_record(
        workspace=workspace,
        actor=actor,
        action=f"messages.{_VERBS[decision]}",
        target_type="workspace",
        target_id=workspace.public_id,
        data={"messages": len(rows)},
    )
    return len(rows)


def _decide_one(message: Message, decision: Decision, actor: Actor) -> None:
    unknown = Message.objects.in_workspace(message.workspace_id).filter(pk=message.pk, state=MessageState.UNKNOWN)
    locked = unknown.select_for_update().first()
    if locked is None:
        raise _refusal(message)
    _write([locked], decision)
    audit_record(
        workspace=message.workspace,
        actor=actor,
        action=f"message.{_VERBS[decision]}",
        target_type="message",
        target_id=message.public_id,
    )


def _write(rows: Sequence[Message], decision: Decision) -> None:
    """All of one workspace, and locked."""
    chosen = Message.objects.in_workspace(rows[0].workspace_id).filter(pk__in=[row.pk for row in rows])
    if decision is Decision.SENT:
        chosen.update(state=MessageState.ACCEPTED, reason="marked_sent")
        _capture(rows)
    else:
        chosen.update(
            state=MessageState.QUEUED,
            reason="sent_again",
            reason_detail="",
            not_before=database_now(),
            tries=0,
            dispatched_at=None,
            repeatable_until=None,
            cost=None,
            settled_at=None,
        )
        _give_back(rows)
        nudge("messaging.tasks.run_delivery")


def _capture(rows: Collection[Message]) -> None:
    costs: dict[tuple[UUID, UUID, str], list[Decimal]] = {}
    for row in rows:
        if row.cost is not None:
            costs.setdefault((row.workspace_id, row.stream_id, row.channel), []).append(row.cost)
    captures = [Capture(*key, len(each), sum(each, Decimal(0))) for key, each in costs.items()]
    balances_settle(captures, _total(rows))


def _give_back(rows: Sequence[Message]) -> None:
    """Money, and room under daily limits and senders' limits: the next claim takes both anew."""
    days: Counter[tuple[UUID, date]] = Counter()
    for row in rows:
        if row.counted_on is not None:
            days[row.stream_id, row.counted_on] += 1
    # In the order in which claims lock them.
    for (stream_id, day), number in sorted(days.items()):
        used = StreamDay.objects.in_workspace(rows[0].workspace_id).filter(stream_id=stream_id, day=day)
        used.update(used=F("used") - number)
    usage_give_back([(row.sender_id, row.paced_at) for row in rows])
    balances_settle([], _total(rows))


def _total(rows: Collection[Message]) -> dict[UUID, Decimal]:
    total: dict[UUID, Decimal] = {}
    for row in rows:
        if row.cost is not None:
            total[row.workspace_id] = total.get(row.workspace_id, Decimal(0)) + row.cost
    return total


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
