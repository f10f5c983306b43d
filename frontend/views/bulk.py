"""What is done to several campaigns at once from the list: each by the same service as alone, each with its answer."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from campaigns.models import Campaign
from campaigns.selectors import allowed_actions, campaign_status, campaigns_of
from campaigns.services import campaign_archive, campaign_pause, campaign_resume
from frontend.access import actor_of, require_role, workspace_page
from frontend.pages import render_page
from frontend.paging import PAGE_SIZE
from frontend.words import BULK_ACTION, CAMPAIGN_STATUS, word_for
from workspaces.errors import Conflict, NotFound
from workspaces.models import Membership, Role

_SERVICES: Mapping[str, Callable[..., Campaign]] = {
    "pause": campaign_pause,
    "resume": campaign_resume,
    "archive": campaign_archive,
}
_KEPT = "bulk_outcome"


@require_POST
@workspace_page
def bulk(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Does `action` to each `campaign` that is named, and leads back to the list, which tells what came of it.

    What can't be taken back is asked about first (`confirmed`).
    """
    require_role(membership, Role.EDITOR)
    action = request.POST.get("action", "")
    if action not in BULK_ACTION:
        raise NotFound("There is no such action.")
    campaigns = list(campaigns_of(membership.workspace, request.POST.getlist("campaign")[:PAGE_SIZE]))
    back = redirect("frontend:campaigns", slug=membership.workspace.slug)
    if not campaigns:
        messages.error(request, "Nothing was changed: tick at least one campaign.")
        return back
    if BULK_ACTION[action].question and "confirmed" not in request.POST:
        return _ask(request, membership, action, campaigns)
    request.session[_KEPT] = _carried_out(membership, action, campaigns)
    return back


def outcome_of(request: HttpRequest, membership: Membership) -> dict[str, Any] | None:
    """What came of the last one, told once and in its own workspace."""
    kept = request.session.get(_KEPT)
    if kept is None or kept["workspace"] != str(membership.workspace_id):
        return None
    del request.session[_KEPT]
    word = BULK_ACTION[kept["action"]]
    return kept | {"word": word, "undo": word.undo if kept["done"] else ""}


def _ask(request: HttpRequest, membership: Membership, action: str, campaigns: list[Campaign]) -> HttpResponse:
    fit = [campaign for campaign in campaigns if action in allowed_actions(campaign_status(campaign))]
    context = {
        "action": action,
        "word": BULK_ACTION[action],
        "fit": fit,
        "unfit": [(campaign, _status_label(campaign)) for campaign in campaigns if campaign not in fit],
    }
    return render_page(request, membership, "frontend/campaigns/bulk.html", context, section="campaigns")


def _carried_out(membership: Membership, action: str, campaigns: list[Campaign]) -> dict[str, Any]:
    """Each in a transaction of its own: what one campaign refuses keeps none of the others."""
    done, refused = [], []
    for campaign in campaigns:
        try:
            _SERVICES[action](campaign=campaign, actor=actor_of(membership))
        except Conflict:
            refused.append(
                [campaign.public_id, campaign.name, f"{_status_label(campaign)}: {BULK_ACTION[action].refusal}"]
            )
        except NotFound:
            refused.append(["", campaign.name, "It is gone."])
        else:
            done.append([campaign.public_id, campaign.name])
    return {"workspace": str(membership.workspace_id), "action": action, "done": done, "refused": refused}


def _status_label(campaign: Campaign) -> str:
    return word_for(CAMPAIGN_STATUS, campaign_status(campaign)).label
