"""Message streams in the staff admin: a mirror of the campaigns, which are changed in their own place."""

from django.contrib import admin

from messaging.models import MessageCounter, MessageStream, MessageTimeline, StreamDay, StreamIteration
from workspaces.admin.base import ReadOnlyAdmin


@admin.register(MessageStream)
class MessageStreamAdmin(ReadOnlyAdmin):
    """One per campaign."""

    list_display = ("name", "workspace", "claimable", "draining", "stopped_reason", "daily_limit")
    list_filter = ("claimable", "draining", "workspace")
    list_select_related = ("workspace",)
    search_fields = ("name", "id")
    ordering = ("name",)


@admin.register(StreamDay)
class StreamDayAdmin(ReadOnlyAdmin):
    """How much of each campaign's daily limit is used, by the workspace's calendar."""

    list_display = ("stream", "day", "used", "workspace")
    list_filter = ("workspace",)
    list_select_related = ("stream", "workspace")
    date_hierarchy = "day"
    search_fields = ("stream__name",)
    ordering = ("-day", "stream")
    show_full_result_count = False


@admin.register(StreamIteration)
class StreamIterationAdmin(ReadOnlyAdmin):
    """How far campaigns are that send in iterations."""

    list_display = ("stream", "number", "used", "allowed", "next_at", "reason", "workspace")
    list_filter = ("workspace",)
    list_select_related = ("stream", "workspace")
    search_fields = ("stream__name",)
    ordering = ("stream",)


@admin.register(MessageCounter)
class MessageCounterAdmin(ReadOnlyAdmin):
    """Counters of messages: deltas, and the rows that they are folded into."""

    list_display = ("stream", "node", "metric", "reason", "delta", "folded", "created_at")
    list_filter = ("metric", "workspace")
    list_select_related = ("stream",)
    ordering = ("-pk",)
    show_full_result_count = False


@admin.register(MessageTimeline)
class MessageTimelineAdmin(ReadOnlyAdmin):
    """Folded counters by hour and day."""

    list_display = ("stream", "node", "metric", "span", "at", "number")
    list_filter = ("metric", "span", "workspace")
    list_select_related = ("stream",)
    ordering = ("-pk",)
    show_full_result_count = False
