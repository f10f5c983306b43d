"""The local mailbox in the staff admin."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from messaging.models import MailboxMail
from workspaces.admin.base import ReadOnlyAdmin


@admin.register(MailboxMail)
class MailboxMailAdmin(ReadOnlyAdmin):
    """Mails as they arrived; the mailbox page shows what is in them."""

    workspace_path = None
    list_display = ("rcpt_to", "subject", "mail_from", "received_at")
    search_fields = ("rcpt_to", "subject")
    fields = ("rcpt_to", "mail_from", "subject", "received_at")
    ordering = ("-pk",)
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[MailboxMail]:
        return super().get_queryset(request).defer("raw")
