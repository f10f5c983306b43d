"""Inbox threads in the staff admin: for reading, archiving and opening again."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from messaging.models import InboxEntry, InboxThread, ThreadState
from messaging.services import thread_move
from workspaces.admin.base import ReadOnlyAdmin, staff_actor


@admin.register(InboxThread)
class InboxThreadAdmin(ReadOnlyAdmin):
    """Conversations, and what flows have laid before the team."""

    list_display = ("subject", "workspace", "contact", "channel", "assignee", "state", "unread", "last_at")
    list_filter = ("state", "channel", "unread", "workspace")
    list_select_related = ("workspace", "contact", "assignee")
    search_fields = ("subject", "address")
    ordering = ("-pk",)
    show_full_result_count = False
    actions = ("archive", "reopen")

    @admin.action(description="Archive", permissions=["decide"])
    def archive(self, request: HttpRequest, queryset: QuerySet[InboxThread]) -> None:
        self._each(request, queryset, ThreadState.ARCHIVED)

    @admin.action(description="Open again", permissions=["decide"])
    def reopen(self, request: HttpRequest, queryset: QuerySet[InboxThread]) -> None:
        self._each(request, queryset, ThreadState.OPEN)

    def has_decide_permission(self, request: HttpRequest) -> bool:
        """Whoever may change threads by Django's permissions may move them."""
        return request.user.has_perm("messaging.change_inboxthread")

    def _each(self, request: HttpRequest, queryset: QuerySet[InboxThread], state: ThreadState) -> None:
        for thread in queryset.select_related("workspace"):
            thread_move(thread=thread, state=state, actor=staff_actor(request))


@admin.register(InboxEntry)
class InboxEntryAdmin(ReadOnlyAdmin):
    """What was said in conversations."""

    list_display = ("public_id", "workspace", "thread", "direction", "author_label", "automatic", "created_at")
    list_filter = ("direction", "automatic", "workspace")
    list_select_related = ("workspace", "thread")
    search_fields = ("thread__id",)
    ordering = ("-pk",)
    show_full_result_count = False
