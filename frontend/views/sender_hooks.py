"""What a sender's provider reports back: the address to give to it, and the secrets that its calls are proved by."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from frontend.access import actor_of, require_role, workspace_page
from frontend.pages import render_page
from frontend.schema_forms import schema_values
from frontend.sender_forms import HOOK, hook_fields
from messaging.hooks.address import hook_url
from messaging.hooks.registry import HOOKS
from messaging.providers.registry import returns_mail
from messaging.selectors import SenderSummary, sender_get
from messaging.services import sender_hook_set
from workspaces.errors import InvalidInput
from workspaces.models import Membership, Role


@require_http_methods(["GET", "HEAD", "POST"])
@workspace_page
def sender_hook(request: HttpRequest, membership: Membership, sender_id: str) -> HttpResponse:
    """Says step by step what to set up at the provider; what is stored of secrets is never shown."""
    require_role(membership, Role.ADMIN)
    sender = sender_get(workspace=membership.workspace, sender_id=sender_id)
    hook = HOOKS.get(sender.provider)
    if hook is None and returns_mail(sender.provider):
        return redirect("frontend:sender_mailbox", slug=membership.workspace.slug, sender_id=sender.public_id)
    if hook is None:
        mute = {"sender": SenderSummary.of(sender)}
        return render_page(request, membership, "frontend/senders/mute.html", mute, section="senders")
    error: InvalidInput | None = None
    if request.method == "POST":
        stop = request.POST.get("action") == "stop"
        secrets: dict[str, Any] | None = None if stop else schema_values(request.POST, HOOK, hook.Secrets)
        try:
            sender_hook_set(sender=sender, secrets=secrets, actor=actor_of(membership))
        except InvalidInput as refused:
            error = refused
        else:
            said = "No longer listening to" if stop else "Listening to"
            messages.success(request, f"{said} the provider of “{sender.name}”.")
            return redirect("frontend:sender_hook", slug=membership.workspace.slug, sender_id=sender.public_id)
    url = hook_url(sender)
    context = {
        "sender": SenderSummary.of(sender),
        "listening": bool(sender.hook_secrets),
        "steps": [step.replace("={url}", f"={url}").replace("{url}", "the address above") for step in hook.steps],
        "hook_url": url,
        "fields": hook_fields(hook.Secrets, error),
        "fault": next((each.message for each in error.details if each.field == HOOK), "") if error else "",
    }
    return render_page(request, membership, "frontend/senders/hook.html", context, section="senders")
