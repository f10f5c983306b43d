"""Where links in messages lead, and which of them contacts followed, to look at."""

from django.contrib import admin

from messaging.models import LinkClick, LinkCounter, LinkTarget
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


@admin.register(LinkCounter)
class LinkCounterAdmin(ReadOnlyAdmin):
    """What came of links, in lines that are yet to be folded and one of each link that is."""

    list_display = ("digest", "stream", "messages", "contacts", "clicks", "machine_clicks", "folded")
    list_filter = ("folded", "workspace")
    list_select_related = ("stream",)
    search_fields = ("=digest",)
    show_full_result_count = False
    ordering = ("-id",)
