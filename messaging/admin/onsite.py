"""Messages in websites, to look at."""

from django.contrib import admin

from messaging.models import OnsiteItem
from workspaces.admin.base import ReadOnlyAdmin


@admin.register(OnsiteItem)
class OnsiteItemAdmin(ReadOnlyAdmin):
    """Newest first."""

    list_display = ("title", "contact", "workspace", "placement", "created_at", "expires_at", "read_at", "dismissed_at")
    list_filter = ("placement", "workspace")
    list_select_related = ("contact", "workspace")
    search_fields = ("=contact__email",)
    ordering = ("-id",)
    show_full_result_count = False
