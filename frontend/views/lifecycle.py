"""What is done to a whole campaign besides starting and pausing: copy, end, put away, delete."""

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from campaigns.models import Campaign
from campaigns.selectors import campaign_get
from campaigns.services import (
    campaign_archive,
    campaign_cancel,
    campaign_complete,
    campaign_delete,
    campaign_duplicate,
)
from frontend.access import actor_of, require_role, workspace_page
from frontend.campaign_page import MORE
from workspaces.errors import Conflict, NotFound
from workspaces.models import Membership, Role

_SERVICES: Mapping[str, Callable[..., Campaign | None]] = {
    "duplicate": campaign_duplicate,
    "complete": campaign_complete,
    "cancel": campaign_cancel,
    "archive": campaign_archive,
    "delete": campaign_delete,
}


@require_POST
@workspace_page
def do(request: HttpRequest, membership: Membership, campaign_id: str) -> HttpResponse:
    """Does `action` and leads to the campaign, to its copy, or to the list where it is gone."""
    require_role(membership, Role.EDITOR)
    campaign = campaign_get(membership.workspace, campaign_id)
    button = next((each for each in MORE if each.action == request.POST.get("action", "")), None)
    if button is None:
        raise NotFound("There is no such action.")
    slug = membership.workspace.slug
    try:
        left = _SERVICES[button.action](campaign=campaign, actor=actor_of(membership))
    except Conflict as refused:
        messages.error(request, f"Nothing was changed: {refused.message}")
        return redirect("frontend:campaign", slug=slug, campaign_id=campaign.public_id)
    messages.success(request, button.done)
    if left is None:
        return redirect("frontend:campaigns", slug=slug)
    return redirect("frontend:campaign", slug=slug, campaign_id=left.public_id)
