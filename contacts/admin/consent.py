"""Consent and its log, to read: what a contact agreed to is written by forms, imports and the API."""

from django.contrib import admin

from contacts.models import Consent, ConsentRecord
from workspaces.admin.base import ReadOnlyAdmin


@admin.register(Consent)
class ConsentAdmin(ReadOnlyAdmin):
    """What contacts last said."""

    list_display = ("contact", "workspace", "channel", "message_type", "topic", "state", "changed_at")
    list_filter = ("state", "channel", "message_type", "workspace")
    search_fields = ("=contact__email",)
    list_select_related = ("contact", "workspace", "topic")
    ordering = ("-id",)
    show_full_result_count = False


@admin.register(ConsentRecord)
class ConsentRecordAdmin(ReadOnlyAdmin):
    """How it came about. The log is append-only, for staff too."""

    list_display = ("recorded_at", "contact", "workspace", "channel", "message_type", "topic", "state", "source")
    list_filter = ("state", "channel", "message_type", "workspace")
    search_fields = ("=contact__email", "source")
    list_select_related = ("contact", "workspace", "topic")
    ordering = ("-id",)
    show_full_result_count = False
