"""What triggers decided, and who waits for an event; to look at."""

from django.contrib import admin

from campaigns.models import ThrottleGate, TriggerDecision, WaitSubscription, WaitSweep
from workspaces.admin.base import ReadOnlyAdmin


@admin.register(TriggerDecision)
class TriggerDecisionAdmin(ReadOnlyAdmin):
    """Which events and segment changes let a contact in, and why others did not."""

    list_display = ("source", "source_id", "campaign", "node", "contact", "outcome", "created_at")
    list_filter = ("outcome", "source", "workspace")
    list_select_related = ("campaign", "contact")
    show_full_result_count = False
    ordering = ("-id",)


@admin.register(WaitSubscription)
class WaitSubscriptionAdmin(ReadOnlyAdmin):
    """Executions that wait for an event."""

    list_display = ("execution", "campaign", "contact", "node", "event", "since")
    list_filter = ("workspace",)
    list_select_related = ("execution", "campaign", "contact")
    show_full_result_count = False
    ordering = ("-execution",)


@admin.register(WaitSweep)
class WaitSweepAdmin(ReadOnlyAdmin):
    """How far each campaign's sweep over waits for rules has come."""

    list_display = ("campaign", "cursor", "next_at")
    list_select_related = ("campaign",)
    ordering = ("next_at",)


@admin.register(ThrottleGate)
class ThrottleGateAdmin(ReadOnlyAdmin):
    """How many of late went through each throttle, and how many wait."""

    list_display = ("campaign", "node", "count", "seconds", "waiting", "looked_at")
    list_filter = ("workspace",)
    list_select_related = ("campaign",)
    ordering = ("-looked_at",)
