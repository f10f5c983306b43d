"""Messages that need an operator's eye."""

from uuid import UUID

from django.db.models import Count, QuerySet

from messaging.models import Message, MessageState
from workspaces.models import Workspace


def unknown_messages(workspace: Workspace | UUID, *, stream_id: UUID | None = None) -> QuerySet[Message]:
    """Messages of unknown outcome, the newest first: for *mark as sent* and *send again*."""
    found: QuerySet[Message] = Message.objects.in_workspace(workspace).filter(state=MessageState.UNKNOWN)
    if stream_id is not None:
        found = found.filter(stream_id=stream_id)
    return found.select_related("contact", "sender", "stream").order_by("-settled_at", "-pk")


def unknown_counts(workspace: Workspace | UUID) -> list[tuple[UUID, str, int]]:
    """(campaign, its name, how many messages of unknown outcome) where there are any, the most first. One query."""
    found = Message.objects.in_workspace(workspace).filter(state=MessageState.UNKNOWN)
    rows = found.values_list("stream_id", "stream__name").annotate(number=Count("pk"))
    return list(rows.order_by("-number", "stream_id"))
