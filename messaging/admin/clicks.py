"""Where links in messages lead, and which of them contacts followed, to look at."""

from django.contrib import admin

from messaging.models import LinkClick, LinkTarget
from workspaces.admin.base import ReadOnlyAdmin


@admin.register(LinkClick)
class LinkClickAdmin(ReadOnlyAdmin):
    """Links followed, newest first."""

    list_display = ("url", "contact", "workspace", "clicked_at", "clicks", "machine_clicks")
    list_filter = ("workspace",)
    list_select_related = ("contact", "workspace")
    search_fields = ("=url",)
    show_full_result_count = False
    ordering = ("-id",)


@admin.register(LinkTarget)
class LinkTargetAdmin(ReadOnlyAdmin):
    """Addresses behind click links, newest first."""

    list_display = ("url", "workspace", "contact")
    list_filter = ("workspace",)
    list_select_related = ("workspace", "contact")
    search_fields = ("=url",)
    show_full_result_count = False
    ordering = ("-id",)
