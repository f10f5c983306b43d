"""Runs in the staff admin, to read."""

from django.contrib import admin

from campaigns.models import Run
from workspaces.admin.base import ReadOnlyAdmin


@admin.register(Run)
class RunAdmin(ReadOnlyAdmin):
    """Launches over an audience, and how far their enrolment is."""

    list_display = ("public_id", "campaign", "state", "enrolled", "audience_size", "created_at", "finished_at")
    list_filter = ("state", "workspace")
    list_select_related = ("campaign",)
    search_fields = ("campaign__name", "=id")
    ordering = ("-created_at",)
    show_full_result_count = False
