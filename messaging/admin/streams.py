"""Message streams in the staff admin: a mirror of the campaigns, which are changed in their own place."""

from django.contrib import admin

from messaging.models import MessageStream
from workspaces.admin.base import ReadOnlyAdmin


@admin.register(MessageStream)
class MessageStreamAdmin(ReadOnlyAdmin):
    """One per campaign."""

    list_display = ("name", "workspace", "claimable", "draining", "stopped_reason")
    list_filter = ("claimable", "draining", "workspace")
    list_select_related = ("workspace",)
    search_fields = ("name", "id")
    ordering = ("name",)
