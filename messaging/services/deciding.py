"""What operators decide about messages of unknown outcome: they did arrive, or they are sent again."""

from collections.abc import Collection, Sequence
from enum import StrEnum
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from messaging.delivery.taken import give_back_room, settle_money
from messaging.models import Message, MessageState
from workspaces.clock import database_now
from workspaces.errors import Conflict, DomainError, NotFound
from workspaces.models import Workspace
from workspaces.nudge import nudge
from workspaces.services import Actor, audit_record

REPORTED = "reported"
NOT_AGAIN = "It waited to be sent once more, and is not."
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


@transaction.atomic
def messages_reported(*, workspace_id: UUID, ids: Collection[int]) -> int:
    """unknown → accepted, and queued → accepted of those that were tried before: their provider reports that it has
    them; how many. A copy that waited to be sent is not sent any more.

    Whatever is reserved is paid for. Of a copy nothing is: what its message took was given back before.
    """
    rows = Message.objects.in_workspace(workspace_id).filter(pk__in=ids)
    known = rows.filter(Q(state=MessageState.UNKNOWN) | Q(state=MessageState.QUEUED, attempt__gt=0))
    found = list(known.select_for_update().order_by("pk"))
    unknown = [row for row in found if row.state == MessageState.UNKNOWN]
    copies = [row for row in found if row.state == MessageState.QUEUED]
    if not found:
        return 0
    rows.filter(pk__in=[row.pk for row in unknown]).update(state=MessageState.ACCEPTED, reason=REPORTED)
    rows.filter(pk__in=[row.pk for row in copies]).update(
        state=MessageState.ACCEPTED,
        reason=REPORTED,
        reason_detail=NOT_AGAIN,
        repeatable_until=None,
        settled_at=database_now(),
    )
    settle_money(accepted=[row for row in found if row.cost is not None])
    workspace = Workspace.objects.get(pk=workspace_id)
    audit_record(
        workspace=workspace,
        actor=Actor.system(),
        action="messages.reported",
        target_type="workspace",
        target_id=workspace.public_id,
        data={"messages": len(found), "copies_withdrawn": len(copies)},
    )
    return len(found)


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
        settle_money(accepted=rows)
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
        # The next claim takes both anew.
        give_back_room(rows)
        settle_money(unsent=rows)
        nudge("messaging.tasks.run_delivery")


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
