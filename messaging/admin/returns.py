"""Senders' mailboxes for bounces and answers, in the staff admin: to look at."""

from django.contrib import admin

from messaging.models import ReturnMailbox
from workspaces.admin.base import ReadOnlyAdmin


@admin.register(ReturnMailbox)
class ReturnMailboxAdmin(ReadOnlyAdmin):
    """How far each has been read, and what goes wrong."""

    list_display = ("sender", "workspace", "mails", "unknown", "checked_at", "wanted_at", "faults", "fault_detail")
    list_filter = ("workspace",)
    list_select_related = ("sender", "workspace")
    exclude = ("credentials",)
    ordering = ("-pk",)
