"""How workspaces ask for consent, and what contacts are yet to confirm; to read, as pages and the API write them."""

from django.contrib import admin

from messaging.models import ConsentConfirmation, ConsentSettings
from workspaces.admin.base import ReadOnlyAdmin


@admin.register(ConsentSettings)
class ConsentSettingsAdmin(ReadOnlyAdmin):
    """One row per workspace that has settled something."""

    list_display = ("workspace", "confirmation_template", "link_hours", "cooldown_minutes", "brand_name")
    list_select_related = ("workspace", "confirmation_template")
    search_fields = ("workspace__slug",)
    ordering = ("workspace",)


@admin.register(ConsentConfirmation)
class ConsentConfirmationAdmin(ReadOnlyAdmin):
    """Requests for consent, newest first."""

    list_display = ("created_at", "contact", "workspace", "channel", "message_type", "topic", "confirmed_at")
    list_filter = ("channel", "message_type", "workspace")
    list_select_related = ("contact", "workspace", "topic")
    search_fields = ("=contact__email", "source")
    ordering = ("-id",)
    show_full_result_count = False
