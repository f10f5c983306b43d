"""What the inbox's threads take and answer in the tenant API."""

from typing import Any

from rest_framework import serializers

from messaging.api import inbox_parts
from messaging.models import InboxThread
from messaging.models.inbox import TEXT_LENGTH
from workspaces.api.paging import CursorQuery
from workspaces.api.serializers import StrictSerializer, StrictText

_WORKSPACE = "The workspace's slug; needed where the caller may enter several."
THREAD: dict[str, Any] = {**inbox_parts.THREAD, "sender": inbox_parts.SENDER}
ENTRY = inbox_parts.ENTRY


class ThreadListQuery(inbox_parts.ThreadFilters, CursorQuery):
    """The query string of the list."""


class ThreadChange(inbox_parts.ThreadChanges, StrictSerializer):
    """Any of these."""


class ReplyInput(StrictSerializer):
    """What to answer, and by which sender."""

    text = StrictText(max_length=TEXT_LENGTH, trim_whitespace=False)
    sender = StrictText(
        max_length=64,
        required=False,
        help_text="Id of another sender than the conversation's own; that is another one.",
    )


class ThreadOut(inbox_parts.ThreadFields):
    """A thread."""

    sender = serializers.SerializerMethodField(help_text="The sender that is written to; null of a flow's thread.")

    def get_sender(self, thread: InboxThread) -> str | None:
        """Its public id."""
        return inbox_parts.sender_of(thread)


class EntryMessageOut(inbox_parts.MessageFields):
    """The message that sends it, or that it answers."""


class EntryOut(inbox_parts.EntryFields):
    """One thing that was said."""

    message = EntryMessageOut(allow_null=True)


class ThreadWhole(ThreadOut):
    """A thread with what was said in it."""

    entries = EntryOut(many=True, help_text="The last 200, the oldest first.")


class ReplyOut(serializers.Serializer):
    """The answer, and the conversation that it stands in."""

    thread = serializers.CharField(source="thread.public_id")
    entry = EntryOut(source="*")
