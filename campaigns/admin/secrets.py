"""Secrets in the staff admin: that they are there, and nothing of what they say."""

from django.contrib import admin

from campaigns.models import Secret
from workspaces.admin.base import ReadOnlyAdmin


@admin.register(Secret)
class SecretAdmin(ReadOnlyAdmin):
    """A workspace's secrets by name."""

    list_display = ("name", "workspace", "created_at", "changed_at", "previous_until")
    list_select_related = ("workspace",)
    search_fields = ("=name",)
    fields = ("name", "workspace", "created_at", "changed_at", "previous_until")
    ordering = ("workspace", "name")
