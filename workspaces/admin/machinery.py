"""What the machinery keeps for itself: heartbeats, kept answers, request counters."""

from django.contrib import admin

from workspaces.admin.base import ReadOnlyAdmin
from workspaces.models import IdempotentAnswer, ProcessHeartbeat, RateWindow


@admin.register(ProcessHeartbeat)
class ProcessHeartbeatAdmin(ReadOnlyAdmin):
    """Which processes were seen, and when last."""

    workspace_path = None
    list_display = ("role", "host", "seen_at", "busy_at")
    ordering = ("-seen_at",)


@admin.register(IdempotentAnswer)
class IdempotentAnswerAdmin(ReadOnlyAdmin):
    """Answers that would be replayed for a repeated Idempotency-Key. Their bodies are their callers'."""

    workspace_path = None
    list_display = ("created_at", "owner", "route", "key", "status")
    search_fields = ("=owner", "=key")
    fields = ("owner", "route", "key", "status", "created_at")
    ordering = ("-created_at",)
    show_full_result_count = False


@admin.register(RateWindow)
class RateWindowAdmin(ReadOnlyAdmin):
    """How many requests each key or user made in its last window."""

    workspace_path = None
    list_display = ("subject", "window", "hits")
    ordering = ("-window", "-hits")
