"""Exports: who asked for which file, and what became of it. Downloads are for the pages, where they are audited."""

from django.contrib import admin

from contacts.models import Export
from workspaces.admin.base import ReadOnlyAdmin


@admin.register(Export)
class ExportAdmin(ReadOnlyAdmin):
    """Files that people asked for."""

    list_display = ("title", "kind", "format", "workspace", "state", "rows_written", "requested_by", "created_at")
    list_filter = ("state", "kind", "workspace")
    search_fields = ("title", "requested_by")
    list_select_related = ("workspace",)
    ordering = ("-id",)
