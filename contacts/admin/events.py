"""What contacts did, to look at: events are recorded by those who learn of them."""

from django.contrib import admin

from contacts.models import Event, EventCount, EventKey
from workspaces.admin.base import ReadOnlyAdmin


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    """Events, newest first."""

    list_display = ("name", "contact", "workspace", "occurred_at", "created_at", "routed_at")
    list_filter = ("workspace",)
    list_select_related = ("contact", "workspace")
    search_fields = ("=name", "=key")
    show_full_result_count = False
    ordering = ("-id",)


@admin.register(EventKey)
class EventKeyAdmin(ReadOnlyAdmin):
    """Keys that have been applied, as digests."""

    list_display = ("id", "workspace", "event_id", "created_at")
    list_filter = ("workspace",)
    list_select_related = ("workspace",)
    search_fields = ("=event_id",)
    show_full_result_count = False
    ordering = ("id",)


@admin.register(EventCount)
class EventCountAdmin(ReadOnlyAdmin):
    """How many events of a name came on a day."""

    list_display = ("day", "name", "workspace", "count", "last_at", "folded")
    list_filter = ("workspace", "folded")
    list_select_related = ("workspace",)
    search_fields = ("=name",)
    show_full_result_count = False
    ordering = ("-day", "id")
