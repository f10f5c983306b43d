"""The mailbox in which a sender's bounces, complaints and answers arrive: set up, tried, given up."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from frontend.access import actor_of, require_role, workspace_page
from frontend.pages import render_page
from frontend.schema_forms import schema_values
from frontend.sender_forms import CONFIG, CREDENTIALS, mailbox_form
from messaging.models import ReturnMailbox, Sender
from messaging.providers.registry import returns_mail
from messaging.returns.addresses import PLACE
from messaging.returns.settings import MailboxCredentials, MailboxSettings
from messaging.selectors import SenderSummary, sender_get, sender_mailbox
from messaging.services import sender_mailbox_remove, sender_mailbox_set, sender_mailbox_test
from workspaces.errors import InvalidInput
from workspaces.models import Membership, Role


@require_http_methods(["GET", "HEAD", "POST"])
@workspace_page
def sender_mailbox_page(request: HttpRequest, membership: Membership, sender_id: str) -> HttpResponse:
    """Saving reads the mailbox at once; its password goes in and never comes out."""
    require_role(membership, Role.ADMIN)
    sender = sender_get(workspace=membership.workspace, sender_id=sender_id)
    if not returns_mail(sender.provider):
        raise Http404("Bounces of this provider don't come by mail.")
    mailbox = sender_mailbox(sender)
    error: InvalidInput | None = None
    if request.method == "POST":
        try:
            _done(request, membership, sender, mailbox)
        except InvalidInput as refused:
            error = refused
        else:
            return redirect("frontend:sender_mailbox", slug=membership.workspace.slug, sender_id=sender.public_id)
    context = {
        "sender": SenderSummary.of(sender),
        "mailbox": mailbox,
        "return_address": sender.return_address.replace(PLACE, "…"),
        "form": mailbox_form(mailbox, request.POST if error else None, error),
    }
    return render_page(request, membership, "frontend/senders/mailbox.html", context, section="senders")


def _done(request: HttpRequest, membership: Membership, sender: Sender, mailbox: ReturnMailbox | None) -> None:
    """One of the buttons. Raises InvalidInput."""
    action = request.POST.get("action", "")
    if action == "test" and mailbox is not None:
        _tried(request, mailbox)
    elif action == "stop":
        sender_mailbox_remove(sender=sender, actor=actor_of(membership))
        messages.success(request, f"The mailbox of “{sender.name}” is not read any more.")
    else:
        credentials: dict[str, Any] = schema_values(request.POST, CREDENTIALS, MailboxCredentials, beside=CONFIG)
        saved = sender_mailbox_set(
            sender=sender,
            config=schema_values(request.POST, CONFIG, MailboxSettings),
            credentials=credentials if any(credentials.values()) or mailbox is None else None,
            actor=actor_of(membership),
        )
        _tried(request, saved)


def _tried(request: HttpRequest, mailbox: ReturnMailbox) -> None:
    if fault := sender_mailbox_test(mailbox=mailbox):
        messages.error(request, f"The mailbox can’t be read: {fault}")
    else:
        messages.success(request, "The mailbox can be read. New mails in it are looked at every minute.")
