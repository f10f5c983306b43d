"""Deliverability in the staff admin: to look at."""

from django.contrib import admin

from messaging.models import DomainCheck, DomainCounter
from workspaces.admin.base import ReadOnlyAdmin


@admin.register(DomainCounter)
class DomainCounterAdmin(ReadOnlyAdmin):
    """Mails by sender, receiving domain and day."""

    list_display = ("domain", "day", "sender", "accepted", "refused", "delivered", "bounced", "complained", "workspace")
    list_filter = ("workspace",)
    list_select_related = ("sender", "workspace")
    search_fields = ("domain",)
    ordering = ("-pk",)


@admin.register(DomainCheck)
class DomainCheckAdmin(ReadOnlyAdmin):
    """What the DNS said of sending domains."""

    list_display = ("domain", "workspace", "checked_at", "wanted_at")
    list_filter = ("workspace",)
    list_select_related = ("workspace",)
    search_fields = ("domain",)
    ordering = ("domain", "pk")
