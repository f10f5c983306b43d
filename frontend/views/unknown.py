"""Messages of unknown outcome: handed to the provider without an answer. People decide whether they go out again."""

from contextlib import suppress
from typing import Any
from uuid import UUID

from django.contrib import messages as notes
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.defaultfilters import pluralize
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from campaigns.models import Campaign
from frontend.access import actor_of, require_role, workspace_page
from frontend.pages import render_page
from frontend.paging import page_of
from messaging.models import Message
from messaging.reasons import reason_words
from messaging.selectors import unknown_counts, unknown_messages
from messaging.services import Decision, messages_decide
from messaging.services.deciding import MOST
from workspaces.channels import Channel
from workspaces.ids import InvalidId, decode, decode_row, encode
from workspaces.models import Membership, Role, Workspace
from workspaces.selectors import rows_numbered


@require_safe
@workspace_page
def page(request: HttpRequest, membership: Membership) -> HttpResponse:
    """All of them, or those of `?campaign=`."""
    counts = unknown_counts(membership.workspace)
    campaign = _campaign(request.GET.get("campaign", ""), counts)
    rows = unknown_messages(membership.workspace, stream_id=campaign)
    listed = page_of(rows, request.GET)
    context = {
        "page": listed,
        "rows": [_row(message) for message in listed.rows],
        "campaigns": [(encode(Campaign.ID_PREFIX, pk), name, number) for pk, name, number in counts],
        "campaign": encode(Campaign.ID_PREFIX, campaign) if campaign else "",
        "total": sum(number for pk, _, number in counts if campaign in (None, pk)),
        "most": MOST,
    }
    return render_page(request, membership, "frontend/unknown/page.html", context, section="campaigns")


@require_POST
@workspace_page
def do(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Mark those that are ticked, or all of the list, as sent, or have them sent again."""
    require_role(membership, Role.EDITOR)
    form = request.POST
    try:
        decision = Decision(form.get("action", ""))
    except ValueError:
        raise Http404("There is no such action.") from None
    chosen = form.get("campaign", "")
    campaign = _campaign(chosen, unknown_counts(membership.workspace))
    ids = None if "all" in form else _ids(membership.workspace, form.getlist("message"))
    # A campaign of which none is left must not mean all of them.
    is_meant = campaign is not None or not chosen
    number = 0
    if is_meant and (ids is None or ids):
        number = messages_decide(
            workspace=membership.workspace, decision=decision, actor=actor_of(membership), ids=ids, stream_id=campaign
        )
    _tell(request, decision, number)
    back = reverse("frontend:unknown", args=[membership.workspace.slug])
    return redirect(f"{back}?{urlencode({'campaign': chosen})}" if chosen and campaign else back)


def _tell(request: HttpRequest, decision: Decision, number: int) -> None:
    if not number:
        notes.warning(request, "Nothing was changed: tick messages whose outcome is still unknown.")
    elif decision is Decision.SENT:
        notes.success(request, f"{number:,} message{pluralize(number)} marked as sent.")
    else:
        notes.success(request, f"{number:,} message{pluralize(number)} will be sent again.")


def _campaign(text: str, counts: list[tuple[UUID, str, int]]) -> UUID | None:
    """The campaign, if it has such messages; whatever else is named means all of them."""
    try:
        wanted = decode(Campaign.ID_PREFIX, text)
    except InvalidId:
        return None
    return wanted if any(pk == wanted for pk, _, _ in counts) else None


def _ids(workspace: Workspace, texts: list[str]) -> list[int]:
    """The messages that are ticked."""
    found = []
    for text in texts:
        with suppress(InvalidId):
            decode_row(Message.ID_PREFIX, text)
            found.append(text)
    return rows_numbered(Message.objects.in_workspace(workspace), found)


def _row(message: Message) -> dict[str, Any]:
    return {
        "message": message,
        "channel": Channel(message.channel).label,
        "campaign": encode(Campaign.ID_PREFIX, message.stream_id),
        "words": reason_words(message.reason),
    }
