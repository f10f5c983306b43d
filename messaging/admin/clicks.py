"""The links that contacts followed, to look at."""

from django.contrib import admin

from messaging.models import LinkClick
from workspaces.admin.base import ReadOnlyAdmin


@admin.register(LinkClick)
class LinkClickAdmin(ReadOnlyAdmin):
    """Links followed, newest first."""

    list_display = ("url", "contact", "workspace", "clicked_at", "clicks")
    list_filter = ("workspace",)
    list_select_related = ("contact", "workspace")
    search_fields = ("=url",)
    show_full_result_count = False
    ordering = ("-id",)
