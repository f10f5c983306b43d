"""What the inbox's threads take and answer in the tenant API."""

from typing import Any

from rest_framework import serializers

from messaging.models import Direction, InboxThread, MessageState, ThreadState
from messaging.models.inbox import TEXT_LENGTH
from messaging.reasons import reason_words
from messaging.selectors.inbox import NOBODY
from workspaces.api.serializers import StrictSerializer, StrictText
from workspaces.api.tenant.views import MAX_LIMIT
from workspaces.channels import Channel

_WORKSPACE = "The workspace's slug; needed where the caller may enter several."
THREAD: dict[str, Any] = {
    "id": "thr_01k9zq3v7nfe5v8x2m4c6d8a0b",
    "contact_id": "ct_01k9zq3v7nfe5v8x2m4c6d8a0b",
    "channel": "sms",
    "sender": "snd_01k9zq3v7nfe5v8x2m4c6d8a0b",
    "address": "+436641234567",
    "name": "Ada",
    "subject": "Text message",
    "body": "",
    "preview": "When do you open?",
    "state": "open",
    "snoozed_until": None,
    "assignee": "grace@example.com",
    "unread": True,
    "created_at": "2025-11-01T10:00:00Z",
    "last_at": "2025-11-01T10:00:00Z",
}
ENTRY: dict[str, Any] = {
    "id": "ent_01k9zq3v7nfe5v8x2m4c6d8a0b",
    "direction": "out",
    "subject": "",
    "text": "At nine.",
    "author": "grace@example.com",
    "automatic": False,
    "message": {"id": "msg_01k9zq3v7nfe5v8x2m4c6d8a0b", "state": "accepted", "reason": "", "words": ""},
    "created_at": "2025-11-01T10:05:00Z",
}


class ThreadListQuery(StrictSerializer):
    """The query string of the list."""

    workspace = serializers.CharField(max_length=63, required=False, help_text=_WORKSPACE)
    state = serializers.ChoiceField(choices=ThreadState.choices, required=False)
    assignee = serializers.CharField(
        max_length=254, required=False, help_text=f"A member's e-mail address, or `{NOBODY}`."
    )
    channel = serializers.ChoiceField(choices=Channel.choices, required=False)
    search = serializers.CharField(
        max_length=100, required=False, help_text="In subjects, last words, names, addresses."
    )
    limit = serializers.IntegerField(default=20, min_value=1, max_value=MAX_LIMIT)
    cursor = serializers.CharField(max_length=64, required=False, help_text="`next_cursor` of the page before.")


class ThreadChange(StrictSerializer):
    """Any of these."""

    state = serializers.ChoiceField(choices=ThreadState.choices, required=False)
    snoozed_until = serializers.DateTimeField(required=False, allow_null=True, help_text="With the state `snoozed`.")
    assignee = StrictText(
        max_length=254, required=False, allow_null=True, help_text="A member's e-mail address; null for nobody."
    )
    unread = serializers.BooleanField(required=False)


class ReplyInput(StrictSerializer):
    """What to answer, and by which sender."""

    text = StrictText(max_length=TEXT_LENGTH, trim_whitespace=False)
    sender = StrictText(
        max_length=64,
        required=False,
        help_text="Id of another sender than the conversation's own; that is another one.",
    )


class ThreadOut(serializers.Serializer):
    """A thread."""

    id = serializers.CharField(source="public_id")
    contact_id = serializers.SerializerMethodField(help_text="Null of somebody whom nobody knows yet.")
    channel = serializers.CharField(allow_blank=True, help_text="Empty of a thread that a flow opened.")
    sender = serializers.SerializerMethodField(help_text="The sender that is written to; null of a flow's thread.")
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
        return thread.contact.public_id if thread.contact is not None else None

    def get_sender(self, thread: InboxThread) -> str | None:
        """Its public id."""
        return thread.sender.public_id if thread.sender is not None else None

    def get_assignee(self, thread: InboxThread) -> str | None:
        """The member's address."""
        return thread.assignee.email if thread.assignee is not None else None


class EntryMessageOut(serializers.Serializer):
    """The message that sends it, or that it answers."""

    id = serializers.CharField(source="public_id")
    state = serializers.ChoiceField(choices=MessageState.choices)
    reason = serializers.CharField(allow_blank=True)
    words = serializers.SerializerMethodField(help_text="The reason in words.")

    def get_words(self, message: Any) -> str:
        """For people."""
        return reason_words(message.reason) if message.reason else ""


class EntryOut(serializers.Serializer):
    """One thing that was said."""

    id = serializers.CharField(source="public_id")
    direction = serializers.ChoiceField(choices=Direction.choices)
    subject = serializers.CharField(allow_blank=True)
    text = serializers.CharField(allow_blank=True)
    author = serializers.CharField(source="author_label", allow_blank=True)
    automatic = serializers.BooleanField(help_text="A machine wrote it.")
    message = EntryMessageOut(allow_null=True)
    created_at = serializers.DateTimeField()


class ThreadWhole(ThreadOut):
    """A thread with what was said in it."""

    entries = EntryOut(many=True, help_text="The last 200, the oldest first.")


class ReplyOut(serializers.Serializer):
    """The answer, and the conversation that it stands in."""

    thread = serializers.CharField(source="thread.public_id")
    entry = EntryOut(source="*")
