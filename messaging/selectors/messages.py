"""Messages that need an operator's eye."""

from uuid import UUID

from django.db.models import QuerySet

from messaging.models import Message, MessageState
from workspaces.models import Workspace


def unknown_messages(workspace: Workspace | UUID) -> QuerySet[Message]:
    """Messages of unknown outcome, the newest first: for *mark as sent* and *send again*."""
    found = Message.objects.in_workspace(workspace).filter(state=MessageState.UNKNOWN)
    return found.select_related("contact", "sender", "stream").order_by("-settled_at")
