"""Flow versions, moves to them, and triggers in the staff admin, to read: drafts have their editor."""

from django.contrib import admin

from campaigns.models import FlowVersion, Trigger, VersionMove
from workspaces.admin.base import ReadOnlyAdmin


@admin.register(FlowVersion)
class FlowVersionAdmin(ReadOnlyAdmin):
    """Drafts and published versions."""

    list_display = ("campaign", "number", "state", "workspace", "published_at", "publisher")
    list_filter = ("state", "workspace")
    list_select_related = ("campaign", "workspace")
    search_fields = ("campaign__name", "=id")
    ordering = ("-created_at",)


@admin.register(VersionMove)
class VersionMoveAdmin(ReadOnlyAdmin):
    """Moves of executions to a newer version, and how far they are."""

    list_display = (
        "campaign",
        "version",
        "state",
        "stayed",
        "moved",
        "left",
        "ordered_by",
        "created_at",
        "finished_at",
    )
    list_filter = ("state", "workspace")
    list_select_related = ("campaign", "version")
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
