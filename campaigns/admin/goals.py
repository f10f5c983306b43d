"""Conversions and the state of goal sweeps in the staff admin, to read: the engine writes them."""

from django.contrib import admin

from campaigns.models import Conversion, GoalSweep
from workspaces.admin.base import ReadOnlyAdmin


@admin.register(Conversion)
class ConversionAdmin(ReadOnlyAdmin):
    """Goals reached, newest first."""

    list_display = ("public_id", "campaign", "contact", "node", "at", "leaving")
    list_filter = ("workspace",)
    list_select_related = ("campaign", "contact")
    search_fields = ("=execution__id",)
    ordering = ("-pk",)
    show_full_result_count = False


@admin.register(GoalSweep)
class GoalSweepAdmin(ReadOnlyAdmin):
    """How far each campaign's sweep has come."""

    list_display = ("campaign", "cursor", "next_at")
    list_select_related = ("campaign",)
    ordering = ("next_at",)
