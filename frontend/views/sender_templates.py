"""The templates that a sender's provider keeps and approves: their states, and fetching them anew."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from frontend.access import require_role, workspace_page
from frontend.pages import render_page
from frontend.words import Word
from messaging.kept_templates import APPROVED, WAITING, places_of, state_words
from messaging.models import ProviderTemplate
from messaging.selectors import SenderSummary, sender_get
from messaging.selectors.provider_templates import provider_templates, template_list_of
from messaging.services import provider_templates_fetch
from messaging.services.provider_templates import keeps_templates
from templates_app.rendering.whatsapp_places import place_words
from workspaces.errors import Conflict
from workspaces.models import Membership, Role


@require_http_methods(["GET", "HEAD", "POST"])
@workspace_page
def sender_templates(request: HttpRequest, membership: Membership, sender_id: str) -> HttpResponse:
    """All of them, by name; POST fetches them now."""
    require_role(membership, Role.EDITOR)
    sender = sender_get(workspace=membership.workspace, sender_id=sender_id)
    if request.method == "POST":
        try:
            number = provider_templates_fetch(sender=sender)
        except Conflict as error:
            messages.error(request, error.message)
        else:
            messages.success(request, f"Fetched: {number} template{'' if number == 1 else 's'}.")
        return redirect("frontend:sender_templates", slug=membership.workspace.slug, sender_id=sender.public_id)
    context = {
        "sender": SenderSummary.of(sender),
        "keeps": keeps_templates(sender.provider),
        "list": template_list_of(sender),
        "rows": [{"template": each, "word": _word(each), "takes": _takes(each)} for each in provider_templates(sender)],
        "may_manage": membership.role in (Role.ADMIN, Role.OWNER),
    }
    return render_page(request, membership, "frontend/senders/templates.html", context, section="senders")


def _word(template: ProviderTemplate) -> Word:
    tone = "good" if template.state == APPROVED else "warn" if template.state in WAITING else "bad"
    words = "" if template.state == APPROVED else f"{state_words(template.state).capitalize()}."
    reason = f" {template.reason.capitalize()}." if template.reason else ""
    wants = f" It can’t be sent from here: {template.wants}." if template.wants else ""
    return Word(template.state.replace("_", " ").capitalize(), tone, f"{words}{reason}{wants}".strip())


def _takes(template: ProviderTemplate) -> str:
    """What it takes besides the places of its text."""
    return place_words(each for each in places_of(template) if not each.startswith("body "))
