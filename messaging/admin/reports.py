"""What providers reported, in the staff admin: for reading."""

from django.contrib import admin

from messaging.models import ProviderReport
from workspaces.admin.base import ReadOnlyAdmin


@admin.register(ProviderReport)
class ProviderReportAdmin(ReadOnlyAdmin):
    """Reports of the last days, and what became of them."""

    list_display = ("id", "workspace", "sender", "fact", "message_id", "outcome", "received_at", "applied_at")
    list_filter = ("outcome", "fact", "workspace")
    list_select_related = ("workspace", "sender")
    search_fields = ("message_id",)
    ordering = ("-pk",)
    show_full_result_count = False
