"""What both families that show the inbox say of it, under inner names: the Workspace API spells them in camelCase."""

from typing import Any

from rest_framework import serializers

from messaging.models import Direction, InboxThread, Message, MessageState, ThreadState
from messaging.reasons import reason_words
from messaging.selectors.inbox import NOBODY
from workspaces.api.serializers import Moment, StrictFlag, StrictText
from workspaces.channels import Channel


class ThreadFilters(serializers.Serializer):
    """Which threads."""

    state = serializers.ChoiceField(choices=ThreadState.choices, required=False)
    assignee = serializers.CharField(
        max_length=254, required=False, help_text=f"A member's e-mail address, or `{NOBODY}`."
    )
    channel = serializers.ChoiceField(choices=Channel.choices, required=False)
    search = serializers.CharField(
        max_length=100, required=False, help_text="Words, or their beginnings, of what was said, names and addresses."
    )


class ThreadChanges(serializers.Serializer):
    """Any of these."""

    state = serializers.ChoiceField(choices=ThreadState.choices, required=False)
    snoozed_until = Moment(required=False, allow_null=True, help_text="With the state `snoozed`.")
    assignee = StrictText(
        max_length=254, required=False, allow_null=True, help_text="A member's e-mail address; null for nobody."
    )
    unread = StrictFlag(required=False)


class ThreadFields(serializers.Serializer):
    """A thread, but for the name under which each family gives its sender."""

    id = serializers.CharField(source="public_id")
    contact_id = serializers.SerializerMethodField(help_text="Null of somebody whom nobody knows yet.")
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

    def get_assignee(self, thread: InboxThread) -> str | None:
        """The member's address."""
        return thread.assignee.email if thread.assignee else None


class MessageFields(serializers.Serializer):
    """The message that sends an entry, or that it answers."""

    id = serializers.CharField(source="public_id")
    state = serializers.ChoiceField(choices=MessageState.choices)
    reason = serializers.CharField(allow_blank=True)
    words = serializers.SerializerMethodField(help_text="The reason in words.")

    def get_words(self, message: Message) -> str:
        """For people."""
        return reason_words(message.reason) if message.reason else ""


class EntryFields(serializers.Serializer):
    """One thing that was said; each family adds the message in its own spelling."""

    id = serializers.CharField(source="public_id")
    direction = serializers.ChoiceField(choices=Direction.choices)
    subject = serializers.CharField(allow_blank=True)
    text = serializers.CharField(allow_blank=True)
    author = serializers.CharField(source="author_label", allow_blank=True)
    automatic = serializers.BooleanField(help_text="A machine wrote it.")
    created_at = serializers.DateTimeField()


def sender_of(thread: InboxThread) -> str | None:
    """The public id of the sender that is written to."""
    return thread.sender.public_id if thread.sender else None


THREAD: dict[str, Any] = {
    "id": "thr_01k9zq3v7nfe5v8x2m4c6d8a0b",
    "contact_id": "ct_01k9zq3v7nfe5v8x2m4c6d8a0b",
    "channel": "sms",
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
SENDER = "snd_01k9zq3v7nfe5v8x2m4c6d8a0b"
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
