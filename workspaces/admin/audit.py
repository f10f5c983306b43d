"""The audit log, to read."""

from django.contrib import admin

from workspaces.admin.base import ReadOnlyAdmin
from workspaces.models import AuditEntry


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    """Who did what. The log is append-only, for staff too."""

    list_display = ("created_at", "workspace", "actor_kind", "actor_label", "action", "target_type", "target_id")
    list_filter = ("actor_kind", "target_type", "workspace")
    search_fields = ("=target_id", "action", "actor_label")
    list_select_related = ("workspace",)
    date_hierarchy = "created_at"
    ordering = ("-id",)
    show_full_result_count = False
