"""Operators' orders in the staff admin, to read: services give them, a stage carries them out."""

from django.contrib import admin

from campaigns.models import ExecutionOrder
from workspaces.admin.base import ReadOnlyAdmin


@admin.register(ExecutionOrder)
class ExecutionOrderAdmin(ReadOnlyAdmin):
    """Orders over many executions, newest first."""

    list_display = (
        "public_id",
        "campaign",
        "action",
        "state",
        "done",
        "refused",
        "expected",
        "actor_label",
        "created_at",
    )
    list_filter = ("state", "action", "workspace")
    list_select_related = ("campaign",)
    ordering = ("-created_at",)
