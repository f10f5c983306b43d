"""What the inbox's threads take and answer in the Workspace API."""

from typing import Any

from rest_framework import serializers

from messaging.models import Direction, InboxThread, Message, MessageState, ThreadState
from messaging.models.inbox import TEXT_LENGTH
from messaging.reasons import reason_words
from messaging.selectors.inbox import NOBODY
from workspaces.api.serializers import StrictText
from workspaces.api.workspace.camel import CamelInput, CamelSerializer
from workspaces.channels import Channel

THREAD: dict[str, Any] = {
    "id": "thr_01k9zq3v7nfe5v8x2m4c6d8a0b",
    "contactId": "ct_01k9zq3v7nfe5v8x2m4c6d8a0b",
    "senderId": "snd_01k9zq3v7nfe5v8x2m4c6d8a0b",
    "channel": "sms",
    "address": "+436641234567",
    "name": "Ada",
    "subject": "Text message",
    "body": "",
    "preview": "When do you open?",
    "state": "open",
    "snoozedUntil": None,
    "assignee": "grace@example.com",
    "unread": True,
    "createdAt": "2025-11-01T10:00:00Z",
    "lastAt": "2025-11-01T10:00:00Z",
}
ENTRY: dict[str, Any] = {
    "id": "ent_01k9zq3v7nfe5v8x2m4c6d8a0b",
    "direction": "out",
    "subject": "",
    "text": "At nine.",
    "author": "grace@example.com",
    "automatic": False,
    "message": {"id": "msg_01k9zq3v7nfe5v8x2m4c6d8a0b", "state": "accepted", "reason": "", "words": ""},
    "createdAt": "2025-11-01T10:05:00Z",
}


class ThreadQuery(CamelInput):
    """Which threads."""

    state = serializers.ChoiceField(choices=ThreadState.choices, required=False)
    assignee = serializers.CharField(
        max_length=254, required=False, help_text=f"A member's e-mail address, or `{NOBODY}`."
    )
    channel = serializers.ChoiceField(choices=Channel.choices, required=False)
    search = serializers.CharField(
        max_length=100, required=False, help_text="Words, or their beginnings, of what was said, names and addresses."
    )
    limit = serializers.IntegerField(default=50, min_value=1, max_value=100)
    cursor = serializers.CharField(max_length=64, required=False, help_text="`X-Next-Cursor` of the page before.")


class ThreadChangeInput(CamelInput):
    """Any of these."""

    state = serializers.ChoiceField(choices=ThreadState.choices, required=False)
    snoozed_until = serializers.DateTimeField(required=False, allow_null=True, help_text="With the state `snoozed`.")
    assignee = StrictText(
        max_length=254, required=False, allow_null=True, help_text="A member's e-mail address; null for nobody."
    )
    unread = serializers.BooleanField(required=False)


class ThreadReplyInput(CamelInput):
    """What to answer, and by which sender."""

    text = StrictText(max_length=TEXT_LENGTH, trim_whitespace=False)
    sender_id = StrictText(
        max_length=64,
        required=False,
        help_text="Another sender than the conversation's own; that is another conversation.",
    )


class ThreadEntry(CamelSerializer):
    """A thread."""

    id = serializers.CharField(source="public_id")
    contact_id = serializers.SerializerMethodField(help_text="Null of somebody whom nobody knows yet.")
    sender_id = serializers.SerializerMethodField(help_text="The sender that is written to; null of a flow's thread.")
    channel = serializers.CharField(allow_blank=True, help_text="Empty of a thread that a flow opened.")
    address = serializers.CharField(allow_blank=True)
    name = serializers.CharField(allow_blank=True)
    subject = serializers.CharField()
    body = serializers.CharField(allow_blank=True, help_text="What the flow said.")
    preview = serializers.CharField(allow_blank=True, help_text="What was said last.")
    state = serializers.ChoiceField(choices=ThreadState.choices)
    snoozed_until = serializers.DateTimeField(allow_null=True)
    assignee = serializers.SerializerMethodField()
    unread = serializers.BooleanField()
    created_at = serializers.DateTimeField()
    last_at = serializers.DateTimeField()

    def get_contact_id(self, thread: InboxThread) -> str | None:
        """Its public id."""
        return thread.contact.public_id if thread.contact else None

    def get_sender_id(self, thread: InboxThread) -> str | None:
        """Its public id."""
        return thread.sender.public_id if thread.sender else None

    def get_assignee(self, thread: InboxThread) -> str | None:
        """The member's address."""
        return thread.assignee.email if thread.assignee else None


class ThreadMessage(CamelSerializer):
    """The message that sends an answer, or that was answered."""

    id = serializers.CharField(source="public_id")
    state = serializers.ChoiceField(choices=MessageState.choices)
    reason = serializers.CharField(allow_blank=True)
    words = serializers.SerializerMethodField(help_text="The reason in words.")

    def get_words(self, message: Message) -> str:
        """For people."""
        return reason_words(message.reason) if message.reason else ""


class ThreadWords(CamelSerializer):
    """One thing that was said."""

    id = serializers.CharField(source="public_id")
    direction = serializers.ChoiceField(choices=Direction.choices)
    subject = serializers.CharField(allow_blank=True)
    text = serializers.CharField(allow_blank=True)
    author = serializers.CharField(source="author_label", allow_blank=True)
    automatic = serializers.BooleanField(help_text="A machine wrote it.")
    message = ThreadMessage(allow_null=True)
    created_at = serializers.DateTimeField()


class ThreadInFull(ThreadEntry):
    """A thread with what was said in it."""

    entries = ThreadWords(many=True, help_text="The last 200, the oldest first.")


class ThreadReply(CamelSerializer):
    """The answer, and the conversation that it stands in."""

    thread_id = serializers.CharField(source="thread.public_id")
    entry = ThreadWords(source="*")
