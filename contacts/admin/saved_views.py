"""Lists of contacts that members keep under names."""

from django.contrib import admin

from contacts.models import SavedView
from workspaces.admin.base import ReadOnlyAdmin


@admin.register(SavedView)
class SavedViewAdmin(ReadOnlyAdmin):
    """Saved views. Members make and change them on the page of contacts."""

    list_display = ("name", "workspace", "owner", "sort", "updated_at")
    list_filter = ("workspace",)
    search_fields = ("name",)
    list_select_related = ("workspace", "owner")
    ordering = ("-id",)
