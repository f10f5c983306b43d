"""Snippets in the staff admin, for reading: they are written on the workspace's pages."""

from django.contrib import admin
from django.http import HttpRequest

from templates_app.models import Snippet
from workspaces.admin.base import StaffAdmin


@admin.register(Snippet)
class SnippetAdmin(StaffAdmin):
    """What a workspace's templates share."""

    list_display = ("key", "workspace", "changed_by_name", "updated_at")
    list_filter = ("workspace",)
    list_select_related = ("workspace",)
    search_fields = ("key", "id")
    readonly_fields = ("public_id", "workspace", "key", "html", "changed_by_name", "created_at", "updated_at")
    fields = readonly_fields

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Snippet | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Snippet | None = None) -> bool:
        return False
