"""Chats and devices of contacts, to look at."""

from django.contrib import admin

from messaging.models import ContactPoint
from workspaces.admin.base import ReadOnlyAdmin


@admin.register(ContactPoint)
class ContactPointAdmin(ReadOnlyAdmin):
    """Newest first; what keys they have is nobody's business."""

    list_display = ("contact", "workspace", "channel", "sender", "address", "seen_at", "ended_at")
    list_filter = ("channel", "workspace")
    list_select_related = ("contact", "workspace", "sender")
    search_fields = ("=address", "=contact__email")
    exclude = ("data",)
    ordering = ("-id",)
    show_full_result_count = False
