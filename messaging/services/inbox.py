"""Threads of the inbox: opened in sets by flows, moved, given to somebody, read, woken, and made somebody's known."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from contacts.models import Contact
from contacts.selectors.resolve import ContactRef, contacts_resolve
from contacts.services.unknown import contacts_for_events
from messaging.channels.registry import CHANNELS
from messaging.models import ContactPoint, InboxThread, ThreadState
from messaging.models.inbox import PREVIEW_LENGTH
from messaging.services.points import point_add
from workspaces.channels import Channel
from workspaces.clock import database_now
from workspaces.errors import Conflict, InvalidInput, NotFound
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
            preview=preview_of(_clean(draft.body)),
            assignee_id=assignee_id,
            state=ThreadState.OPEN,
            unread=True,
            created_at=now,
            updated_at=now,
            last_at=now,
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
    return _changed(
        thread, actor, f"thread.{state}", {"state": state, "snoozed_until": snoozed_until, "unread": False}, now
    )


@transaction.atomic
def thread_assign(*, thread: InboxThread, assignee: str, actor: Actor) -> InboxThread:
    """Gives a thread to a member of the workspace, by e-mail address; "" to nobody. Raises InvalidInput, NotFound."""
    members = Membership.objects.in_workspace(thread.workspace_id).filter(user__email__iexact=assignee.strip())
    user_id = members.values_list("user_id", flat=True).first() if assignee.strip() else None
    if assignee.strip() and user_id is None:
        raise InvalidInput.of("assignee", "must be the e-mail address of a member of this workspace")
    return _changed(thread, actor, "thread.assigned", {"assignee_id": user_id}, database_now())


@transaction.atomic
def thread_change(*, thread: InboxThread, changes: Mapping[str, Any], actor: Actor) -> None:
    """Any of `state` with `snoozed_until`, `assignee` (None: nobody) and `unread`. Raises InvalidInput, NotFound."""
    if "state" in changes or "snoozed_until" in changes:
        until = changes.get("snoozed_until")
        thread_move(thread=thread, state=changes.get("state", thread.state), snoozed_until=until, actor=actor)
    if "assignee" in changes:
        thread_assign(thread=thread, assignee=changes["assignee"] or "", actor=actor)
    if "unread" in changes:
        thread_read(thread=thread, unread=changes["unread"])


def thread_read(*, thread: InboxThread, unread: bool = False) -> None:
    """Somebody looked at it, or wants it to stand out again."""
    rows = InboxThread.objects.in_workspace(thread.workspace_id).filter(pk=thread.pk).exclude(unread=unread)
    rows.update(unread=unread)
    thread.unread = unread


@transaction.atomic
def threads_wake(*, now: datetime, limit: int = _CHUNK) -> int:
    """snoozed → open, of all workspaces, where the time is over; how many. They stand out as unread again."""
    due = InboxThread.objects.across_workspaces().filter(state=ThreadState.SNOOZED, snoozed_until__lte=now)
    ids = list(due.order_by("snoozed_until").select_for_update(skip_locked=True).values_list("pk", flat=True)[:limit])
    rows = InboxThread.objects.across_workspaces().filter(pk__in=ids)
    return rows.update(state=ThreadState.OPEN, snoozed_until=None, unread=True, last_at=now, updated_at=now)


@transaction.atomic
def thread_adopt(*, thread: InboxThread, actor: Actor) -> InboxThread:
    """Makes a contact of the stranger who wrote, or finds the one who has the address by now.

    Raises Conflict where a contact is known already, and InvalidInput where the address can be nobody's.
    """
    current = _locked(thread)
    if current.contact_id is not None or current.sender is None:
        raise Conflict("The contact of this conversation is known.")
    now = database_now()
    contact = _contact_of(current, now)
    taken = InboxThread.objects.in_workspace(current.workspace_id).filter(sender=current.sender, contact=contact)
    other = taken.select_for_update().first()
    if other is not None:
        # A conversation with the same contact from another address: both are one.
        current.entries.update(thread=other)
        current.delete()
        current = other
    return _changed(current, actor, "thread.contact_made", {"contact_id": contact.pk}, now)


def _contact_of(thread: InboxThread, now: datetime) -> Contact:
    sender = thread.sender
    assert sender is not None  # noqa: S101 - the caller has looked
    points = sender.channel in CHANNELS and CHANNELS[sender.channel].points
    field = "email" if sender.channel == Channel.EMAIL else "phone"
    ref = (
        ContactRef("external_id", f"{sender.channel}:{thread.address}"[:120])
        if points
        else ContactRef(field, thread.address)
    )
    found = contacts_resolve(workspace_id=thread.workspace_id, refs=[ref])[0]
    if found is None:
        made = contacts_for_events(workspace_id=thread.workspace_id, refs={0: ref}, now=now)[0]
        if not isinstance(made, UUID):
            raise InvalidInput.of("address", made.message)
        found = made
        Contact.objects.in_workspace(thread.workspace_id).filter(pk=found).update(first_name=thread.name[:100])
    contact: Contact = Contact.objects.in_workspace(thread.workspace_id).get(pk=found)
    if points and not ContactPoint.objects.in_workspace(thread.workspace_id).filter(
        sender=sender, address=thread.address, contact=contact, ended_at=None
    ):
        point_add(contact=contact, sender=sender, address=thread.address)
    return contact


def _locked(thread: InboxThread) -> InboxThread:
    rows = InboxThread.objects.in_workspace(thread.workspace_id).filter(pk=thread.pk)
    found: InboxThread | None = rows.select_for_update(of=("self",)).select_related("sender", "workspace").first()
    if found is None:
        raise NotFound("There is no such thread.")
    return found


def _changed(thread: InboxThread, actor: Actor, action: str, values: dict[str, Any], now: datetime) -> InboxThread:
    """Writes, with a line in the audit log. Raises NotFound."""
    rows = InboxThread.objects.in_workspace(thread.workspace_id).filter(pk=thread.pk)
    if rows.update(**values, updated_at=now) != 1:
        raise NotFound("There is no such thread.")
    audit_record(
        workspace=thread.workspace, actor=actor, action=action, target_type="thread", target_id=thread.public_id
    )
    return rows.get()


def preview_of(text: str) -> str:
    """The beginning of a text on one line."""
    return " ".join(text[: PREVIEW_LENGTH * 4].split())[:PREVIEW_LENGTH]


def _clean(text: str) -> str:
    return text.replace("\x00", "").strip()
