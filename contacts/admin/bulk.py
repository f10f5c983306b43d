"""Bulk operations over contacts. Members give, stop and undo them on the page of contacts."""

from django.contrib import admin

from contacts.models import BulkChange, BulkOperation
from workspaces.admin.base import ReadOnlyAdmin


@admin.register(BulkOperation)
class BulkOperationAdmin(ReadOnlyAdmin):
    """What was done to many contacts at once."""

    list_display = ("created_at", "action", "state", "changed", "looked_at", "actor_label", "workspace")
    list_filter = ("state", "action", "workspace")
    search_fields = ("actor_label",)
    list_select_related = ("workspace",)
    ordering = ("-created_at",)


@admin.register(BulkChange)
class BulkChangeAdmin(ReadOnlyAdmin):
    """Whom operations have changed, kept for a week so that they can be undone."""

    list_display = ("id", "operation", "contact_id", "workspace")
    list_filter = ("workspace",)
    list_select_related = ("operation", "workspace")
    ordering = ("-id",)
    show_full_result_count = False
