"""Messages in the staff admin: for reading, and for deciding on those of unknown outcome."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from messaging.models import Message
from messaging.reasons import reason_words
from messaging.services import message_mark_sent, message_send_again
from workspaces.admin.base import ReadOnlyAdmin, staff_actor
from workspaces.errors import DomainError


@admin.register(Message)
class MessageAdmin(ReadOnlyAdmin):
    """The outbox."""

    list_display = ("public_id", "workspace", "stream", "contact", "channel", "state", "reason", "settled_at")
    list_filter = ("state", "reason", "channel", "message_type", "workspace")
    list_select_related = ("workspace", "stream", "contact")
    search_fields = ("id", "address")
    ordering = ("-pk",)
    show_full_result_count = False
    actions = ("mark_sent", "send_again")

    def get_fields(self, request: HttpRequest, obj: Message | None = None) -> list[str]:
        return ["public_id", "in_words", *(field.name for field in Message._meta.fields if field.name != "id")]

    def get_readonly_fields(self, request: HttpRequest, obj: Message | None = None) -> list[str]:
        return self.get_fields(request, obj)

    @admin.display(description="Why")
    def in_words(self, message: Message) -> str:
        return reason_words(message.reason) if message.reason else "–"

    @admin.action(description="Mark as sent (of unknown outcome only)", permissions=["decide"])
    def mark_sent(self, request: HttpRequest, queryset: QuerySet[Message]) -> None:
        self._each(request, queryset, message_mark_sent, "marked as sent")

    @admin.action(description="Send again (of unknown outcome only; may arrive twice)", permissions=["decide"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[Message]) -> None:
        self._each(request, queryset, message_send_again, "will be sent again")

    def has_decide_permission(self, request: HttpRequest) -> bool:
        """Whoever may change messages by Django's permissions may decide on unknown ones."""
        return request.user.has_perm("messaging.change_message")

    def _each(self, request: HttpRequest, queryset: QuerySet[Message], act: Callable[..., Any], done: str) -> None:
        for message in queryset.select_related("workspace"):
            try:
                act(message=message, actor=staff_actor(request))
            except DomainError as error:
                self.message_user(request, f"{message.public_id}: {error.message}", messages.ERROR)
            else:
                self.message_user(request, f"{message.public_id}: {done}.", messages.SUCCESS)
