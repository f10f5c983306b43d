"""Verified addresses in the staff admin: what verifiers said, and what campaigns spent on it."""

from django.contrib import admin

from messaging.models import AddressVerification, StreamVerification
from workspaces.admin.base import ReadOnlyAdmin


@admin.register(AddressVerification)
class AddressVerificationAdmin(ReadOnlyAdmin):
    """The last verdict on each address."""

    list_display = ("address", "status", "detail", "checked_at", "cost", "workspace")
    list_filter = ("status", "workspace")
    list_select_related = ("workspace",)
    search_fields = ("address",)
    ordering = ("-pk",)
    show_full_result_count = False


@admin.register(StreamVerification)
class StreamVerificationAdmin(ReadOnlyAdmin):
    """What campaigns spent on verifying addresses."""

    list_display = ("stream", "spent", "workspace")
    list_filter = ("workspace",)
    list_select_related = ("stream", "workspace")
    search_fields = ("stream__name",)
    ordering = ("stream",)
