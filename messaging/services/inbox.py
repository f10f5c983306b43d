"""Opening inbox threads in sets, and moving one between its states."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from messaging.models import InboxThread, ThreadState
from workspaces.clock import database_now
from workspaces.errors import InvalidInput, NotFound
from workspaces.models import Membership
from workspaces.services import Actor, audit_record

SUBJECT_LENGTH, BODY_LENGTH = 200, 10_000
_CHUNK = 1_000


@dataclass(frozen=True, slots=True)
class ThreadDraft:
    """A thread to open; `subject` and `body` are cut to 200 and 10,000 characters."""

    contact_id: UUID
    subject: str
    body: str
    execution_id: int | None = None
    node: str = ""
    visit: int = 1


@transaction.atomic
def threads_open_many(
    *, workspace_id: UUID, threads: Sequence[ThreadDraft], assignee: str | None = None, now: datetime
) -> int:
    """Opens the threads, all for one member of the workspace, named by e-mail address; how many.

    Somebody who is no member (any more) is assigned nothing: then the threads belong to nobody yet.
    """
    members = Membership.objects.in_workspace(workspace_id).filter(user__email__iexact=assignee or "")
    assignee_id: int | None = members.values_list("user_id", flat=True).first() if assignee else None
    rows = [
        InboxThread(
            workspace_id=workspace_id,
            contact_id=draft.contact_id,
            execution_id=draft.execution_id,
            node=draft.node,
            visit=draft.visit,
            subject=_clean(draft.subject)[:SUBJECT_LENGTH] or "–",
            body=_clean(draft.body)[:BODY_LENGTH],
            assignee_id=assignee_id,
            state=ThreadState.OPEN,
            created_at=now,
            updated_at=now,
        )
        for draft in threads
    ]
    return len(InboxThread.objects.bulk_create(rows, batch_size=_CHUNK))


@transaction.atomic
def thread_move(*, thread: InboxThread, state: str, snoozed_until: datetime | None = None, actor: Actor) -> InboxThread:
    """Puts a thread into another state; a snoozed one needs a moment in the future. Raises InvalidInput, NotFound."""
    if state not in ThreadState.values:
        raise InvalidInput.of("state", f"must be one of {', '.join(ThreadState.values)}")
    now = database_now()
    if (state == ThreadState.SNOOZED) != (snoozed_until is not None):
        raise InvalidInput.of("snoozed_until", "is needed to snooze a thread, and for nothing else")
    if snoozed_until is not None and snoozed_until <= now:
        raise InvalidInput.of("snoozed_until", "must be in the future")
    rows = InboxThread.objects.in_workspace(thread.workspace_id).filter(pk=thread.pk)
    if rows.update(state=state, snoozed_until=snoozed_until, updated_at=now) != 1:
        raise NotFound("There is no such thread.")
    audit_record(
        workspace=thread.workspace,
        actor=actor,
        action=f"thread.{state}",
        target_type="thread",
        target_id=thread.public_id,
    )
    return rows.get()


def _clean(text: str) -> str:
    return text.replace("\x00", "").strip()
