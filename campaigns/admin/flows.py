"""Flow versions and triggers in the staff admin, to read: published ones never change, drafts have their editor."""

from django.contrib import admin

from campaigns.models import FlowVersion, Trigger
from workspaces.admin.base import ReadOnlyAdmin


@admin.register(FlowVersion)
class FlowVersionAdmin(ReadOnlyAdmin):
    """Drafts and published versions."""

    list_display = ("campaign", "number", "state", "workspace", "published_at", "published_by")
    list_filter = ("state", "workspace")
    list_select_related = ("campaign", "workspace", "published_by")
    search_fields = ("campaign__name", "=id")
    ordering = ("-created_at",)


@admin.register(Trigger)
class TriggerAdmin(ReadOnlyAdmin):
    """How contacts get in, and when schedules fire next."""

    list_display = ("campaign", "node", "type", "active", "next_fire_at", "last_fired_at", "workspace")
    list_filter = ("type", "active", "workspace")
    list_select_related = ("campaign", "workspace")
    search_fields = ("campaign__name",)
    ordering = ("-pk",)
