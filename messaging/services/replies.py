"""Answers from the inbox: a transactional message through the outbox, and its entry in the conversation."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from django.db import transaction

from messaging.models import (
    Direction,
    InboxEntry,
    InboxThread,
    Message,
    MessageStream,
    Sender,
    SenderState,
    ThreadState,
)
from messaging.services.inbox import preview_of
from messaging.services.streams import stream_set
from workspaces.channels import Channel, MessageType
from workspaces.clock import database_now
from workspaces.errors import Conflict, InvalidInput, NotFound
from workspaces.ids import uuid7
from workspaces.models import User
from workspaces.nudge import nudge
from workspaces.services import Actor, audit_record

NODE = "reply"
_STREAM = UUID("2d3f6a0e-1d4c-4d7c-8f5a-6f0f2b7b9e31")
# What fits into one message of the channel: ten segments, and what WhatsApp and Telegram take.
LONGEST: Mapping[str, int] = {
    Channel.EMAIL: 20_000,
    Channel.SMS: 1_530,
    Channel.WHATSAPP: 4_096,
    Channel.TELEGRAM: 4_096,
}
_WHATSAPP_WINDOW = timedelta(hours=24)


@transaction.atomic
def thread_reply(
    *,
    thread: InboxThread,
    text: str,
    actor: Actor,
    author: User | None = None,
    sender: Sender | None = None,
    key: UUID | None = None,
) -> InboxEntry:
    """Answers by the conversation's sender, or another one, which is another conversation; the entry that shows it.

    The same `key` in one conversation answers once. Delivery asks its policies as of any transactional message: whoever
    refused all messages gets none, and the entry's message says so. Raises InvalidInput; Conflict where nobody is known
    to answer to, or the channel takes no words of one's own now; NotFound.
    """
    chosen = sender or thread.sender
    if chosen is None:
        raise InvalidInput.of("sender", "is needed: this thread is no conversation yet")
    words = _words(text, chosen)
    current = _conversation(thread, chosen)
    known = InboxEntry.objects.in_workspace(thread.workspace_id).filter(thread=current, key=key).first()
    if key is not None and known is not None:
        return known
    now = database_now()
    answered = _answered(current)
    _check_window(chosen, answered, now)
    message = _message(current, chosen, words, answered, now)
    entry = InboxEntry.objects.create(
        workspace_id=current.workspace_id,
        thread=current,
        direction=Direction.OUT,
        key=key or uuid7(),
        subject=(message.context or {}).get("subject", "")[:200],
        text=words,
        author=author,
        author_label=actor.shown[:254],
        message=message,
        created_at=now,
    )
    InboxThread.objects.in_workspace(current.workspace_id).filter(pk=current.pk).update(
        last_at=now, updated_at=now, preview=preview_of(words), unread=False
    )
    audit_record(
        workspace=thread.workspace,
        actor=actor,
        action="thread.replied",
        target_type="thread",
        target_id=current.public_id,
        data={"message": message.public_id},
    )
    nudge("messaging.tasks.run_delivery")
    return entry


def stream_key(workspace_id: UUID) -> UUID:
    """The stream of a workspace's answers, which belong to no campaign."""
    return uuid5(_STREAM, str(workspace_id))


def _words(text: str, sender: Sender) -> str:
    words = text.replace("\x00", "").replace("\r\n", "\n").strip()
    longest = LONGEST.get(sender.channel)
    if longest is None:
        raise InvalidInput.of("sender", "nobody can be answered over this channel")
    if not words or len(words) > longest:
        raise InvalidInput.of("text", f"must have 1 to {longest:,} characters")
    if sender.state != SenderState.ACTIVE:
        raise Conflict(f"The sender “{sender.name}” is switched off.")
    return words


def _conversation(thread: InboxThread, sender: Sender) -> InboxThread:
    """The one conversation of the thread's contact over the sender; locked, so that one key answers once."""
    if thread.contact_id is None:
        raise Conflict("Nobody is known to answer to: make a contact of whoever wrote first.")
    if sender.workspace_id != thread.workspace_id:
        raise NotFound("There is no such sender.")
    rows = InboxThread.objects.in_workspace(thread.workspace_id)
    if thread.sender_id != sender.pk:
        now = database_now()
        opened = InboxThread(
            workspace_id=thread.workspace_id,
            contact_id=thread.contact_id,
            channel=sender.channel,
            sender=sender,
            subject=thread.subject,
            assignee_id=thread.assignee_id,
            state=ThreadState.OPEN,
            unread=False,
            created_at=now,
            updated_at=now,
            last_at=now,
        )
        InboxThread.objects.bulk_create([opened], ignore_conflicts=True)
        rows = rows.filter(sender=sender, contact_id=thread.contact_id)
    else:
        rows = rows.filter(pk=thread.pk)
    found: InboxThread | None = rows.select_for_update().first()
    if found is None:
        raise NotFound("There is no such thread.")
    return found


def _answered(thread: InboxThread) -> InboxEntry | None:
    """What the contact wrote last."""
    rows = InboxEntry.objects.in_workspace(thread.workspace_id).filter(thread=thread, direction=Direction.IN)
    found: InboxEntry | None = rows.order_by("-created_at", "-pk").first()
    return found


def _check_window(sender: Sender, answered: InboxEntry | None, now: datetime) -> None:
    if sender.channel == Channel.WHATSAPP and (answered is None or answered.created_at < now - _WHATSAPP_WINDOW):
        raise Conflict("WhatsApp takes words of your own only within 24 hours after the contact wrote.")


def _message(thread: InboxThread, sender: Sender, words: str, answered: InboxEntry | None, now: datetime) -> Message:
    context = {"text": words}
    if sender.channel == Channel.EMAIL:
        subject = (answered.subject if answered else "") or thread.subject
        context["subject"] = subject if subject.lower().startswith("re:") else f"Re: {subject}"
        if answered is not None and answered.mail_id:
            context["in_reply_to"] = answered.mail_id
    stream_id = stream_key(thread.workspace_id)
    if not MessageStream.objects.in_workspace(thread.workspace_id).filter(pk=stream_id).exists():
        stream_set(
            stream_id=stream_id,
            workspace=thread.workspace_id,
            name="Inbox",
            claimable=True,
            open_tracking=False,
            click_tracking=False,
        )
    message: Message = Message.objects.create(
        workspace_id=thread.workspace_id,
        stream_id=stream_id,
        contact_id=thread.contact_id,
        node=NODE,
        channel=sender.channel,
        message_type=MessageType.TRANSACTIONAL,
        sender=sender,
        context=context,
        not_before=now,
        created_at=now,
    )
    return message
