"""What the inbox's threads take and answer in the Workspace API."""

from typing import Any

from rest_framework import serializers

from messaging.api import inbox_parts
from messaging.models import InboxThread
from messaging.models.inbox import TEXT_LENGTH
from workspaces.api.serializers import StrictText
from workspaces.api.workspace.camel import CamelInput, CamelSerializer, camel_keys

THREAD: dict[str, Any] = camel_keys({**inbox_parts.THREAD, "sender_id": inbox_parts.SENDER})
ENTRY: dict[str, Any] = camel_keys(inbox_parts.ENTRY)


class ThreadQuery(inbox_parts.ThreadFilters, CamelInput):
    """Which threads."""

    limit = serializers.IntegerField(default=50, min_value=1, max_value=100)
    cursor = serializers.CharField(max_length=64, required=False, help_text="`X-Next-Cursor` of the page before.")


class ThreadChangeInput(inbox_parts.ThreadChanges, CamelInput):
    """Any of these."""


class ThreadReplyInput(CamelInput):
    """What to answer, and by which sender."""

    text = StrictText(max_length=TEXT_LENGTH, trim_whitespace=False)
    sender_id = StrictText(
        max_length=64,
        required=False,
        help_text="Another sender than the conversation's own; that is another conversation.",
    )


class ThreadEntry(inbox_parts.ThreadFields, CamelSerializer):
    """A thread."""

    sender_id = serializers.SerializerMethodField(help_text="The sender that is written to; null of a flow's thread.")

    def get_sender_id(self, thread: InboxThread) -> str | None:
        """Its public id."""
        return inbox_parts.sender_of(thread)


class ThreadMessage(inbox_parts.MessageFields, CamelSerializer):
    """The message that sends an answer, or that was answered."""


class ThreadWords(inbox_parts.EntryFields, CamelSerializer):
    """One thing that was said."""

    message = ThreadMessage(allow_null=True)


class ThreadInFull(ThreadEntry):
    """A thread with what was said in it."""

    entries = ThreadWords(many=True, help_text="The last 200, the oldest first.")


class ThreadReply(CamelSerializer):
    """The answer, and the conversation that it stands in."""

    thread_id = serializers.CharField(source="thread.public_id")
    entry = ThreadWords(source="*")
