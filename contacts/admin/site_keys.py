"""Public keys of websites, to look at; they are made and ended on the pages."""

from django.contrib import admin

from contacts.models import SiteKey
from workspaces.admin.base import ReadOnlyAdmin


@admin.register(SiteKey)
class SiteKeyAdmin(ReadOnlyAdmin):
    """Keys of websites."""

    list_display = ("name", "workspace", "origins", "created_at", "revoked_at")
    list_filter = ("workspace",)
    list_select_related = ("workspace",)
    search_fields = ("name", "=token")
    ordering = ("-created_at",)
