"""Imports of suppression lists in the staff admin: to look at."""

from django.contrib import admin

from messaging.models import SuppressionImport, SuppressionRefusedRow
from workspaces.admin.base import ReadOnlyAdmin


@admin.register(SuppressionImport)
class SuppressionImportAdmin(ReadOnlyAdmin):
    """They are made on the workspace's own page."""

    list_display = ("filename", "workspace", "channel", "state", "rows_read", "rows_total", "rows_added", "created_at")
    list_filter = ("state", "channel", "workspace")
    search_fields = ("filename",)
    list_select_related = ("workspace",)
    ordering = ("-id",)


@admin.register(SuppressionRefusedRow)
class SuppressionRefusedRowAdmin(ReadOnlyAdmin):
    """Rows that hold no address."""

    list_display = ("suppression_import", "row", "value", "message", "workspace")
    list_select_related = ("suppression_import", "workspace")
    list_filter = ("workspace",)
    search_fields = ("value",)
    ordering = ("-pk",)
