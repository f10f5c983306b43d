"""The calls of webhook nodes in the staff admin, to read: the engine and the webhooks stage write them."""

from urllib.parse import urlsplit

from django.contrib import admin
from django.http import HttpRequest

from campaigns.models import WebhookCall
from campaigns.reasons import reason_words
from workspaces.admin.base import ReadOnlyAdmin


@admin.register(WebhookCall)
class WebhookCallAdmin(ReadOnlyAdmin):
    """Calls, newest first; of an address only what can hold no token. What was sent is the contact's business."""

    list_display = ("public_id", "campaign", "node", "host", "state", "status", "tries", "due_at", "settled_at")
    list_filter = ("state", "reason", "workspace")
    list_select_related = ("campaign",)
    search_fields = ("=execution__id",)
    ordering = ("-pk",)
    show_full_result_count = False

    def get_fields(self, request: HttpRequest, obj: WebhookCall | None = None) -> list[str]:
        hidden = {"url", "body", "kept"}
        own = [field.name for field in WebhookCall._meta.fields if field.name not in hidden]
        return ["public_id", "host", "in_words", *own]

    def get_readonly_fields(self, request: HttpRequest, obj: WebhookCall | None = None) -> list[str]:
        return self.get_fields(request, obj)

    @admin.display(description="Address")
    def host(self, call: WebhookCall) -> str:
        parts = urlsplit(call.url)
        return f"{parts.scheme}://{parts.netloc}"

    @admin.display(description="Why")
    def in_words(self, call: WebhookCall) -> str:
        return reason_words(call.reason) if call.reason else "–"
