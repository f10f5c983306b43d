"""Notices in the staff admin: to look at."""

from django.contrib import admin

from workspaces.admin.base import ReadOnlyAdmin
from workspaces.models import Notice


@admin.register(Notice)
class NoticeAdmin(ReadOnlyAdmin):
    """Incidents, and whether their e-mail went out."""

    list_display = ("title", "workspace", "kind", "opened_at", "ended_at", "mailed_at", "tries")
    list_filter = ("kind", "workspace")
    list_select_related = ("workspace",)
    search_fields = ("title",)
    ordering = ("-pk",)
