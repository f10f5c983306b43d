"""The inbox as the team sees it."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from messaging.models import InboxThread, ThreadState
from workspaces.models import Workspace


def inbox_threads(workspace: Workspace | UUID, now: datetime) -> QuerySet[InboxThread]:
    """Threads that want to be looked at, the newest first: open ones, and those whose snooze is over."""
    awake = Q(state=ThreadState.OPEN) | Q(state=ThreadState.SNOOZED, snoozed_until__lte=now)
    found = InboxThread.objects.in_workspace(workspace).filter(awake)
    return found.select_related("contact", "assignee").order_by("-created_at", "-pk")
