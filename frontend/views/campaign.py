"""One campaign: its status and buttons, its numbers as they move, and the way to its flow."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localtime
from django.views.decorators.http import require_POST, require_safe

from campaigns.flow import errors_of
from campaigns.models import Campaign, Lifecycle
from campaigns.selectors import (
    campaign_document,
    campaign_get,
    campaign_status,
    campaign_stuck,
)
from campaigns.services import campaign_launch, campaign_pause, campaign_resume, flow_issues
from campaigns.status import FINISHED
from frontend.access import actor_of, require_role, workspace_page
from frontend.campaign_numbers import numbers_of
from frontend.campaign_page import BUTTONS, campaign_header, campaign_url, render_campaign
from frontend.campaign_rows import audience_words
from frontend.flow_faults import fault_lines, refusal_lines, step_names
from frontend.pages import render_part
from workspaces.errors import Conflict, InvalidInput
from workspaces.models import Membership, Role


@require_safe
@workspace_page
def page(request: HttpRequest, membership: Membership, campaign_id: str) -> HttpResponse:
    """The campaign's page."""
    campaign = campaign_get(membership.workspace, campaign_id)
    is_draft = campaign.lifecycle == Lifecycle.DRAFT
    context = _moving(membership, campaign) | {
        "faults": _faults(campaign) if is_draft else [],
        "is_draft": is_draft,
        "version": _version_words(campaign),
        "is_finished": campaign.lifecycle in FINISHED,
    }
    return render_campaign(request, membership, campaign, "frontend/campaigns/page.html", context, tab="overview")


@require_safe
@workspace_page
def progress(request: HttpRequest, membership: Membership, campaign_id: str) -> HttpResponse:
    """The moving part of the page; brings the header along when the status is no longer `?status=`."""
    campaign = campaign_get(membership.workspace, campaign_id)
    context = _moving(membership, campaign)
    if request.GET.get("status") != context["status_key"]:
        context |= campaign_header(membership, campaign) | {"header": True}
    return render_part(request, membership, "frontend/campaigns/progress.html", context)


@require_POST
@workspace_page
def start(request: HttpRequest, membership: Membership, campaign_id: str) -> HttpResponse:
    """Launches a draft."""
    return _act(request, membership, campaign_id, "launch", campaign_launch)


@require_POST
@workspace_page
def pause(request: HttpRequest, membership: Membership, campaign_id: str) -> HttpResponse:
    """Holds the campaign for its operator."""
    return _act(request, membership, campaign_id, "pause", campaign_pause)


@require_POST
@workspace_page
def resume(request: HttpRequest, membership: Membership, campaign_id: str) -> HttpResponse:
    """Takes the holds away."""
    return _act(request, membership, campaign_id, "resume", campaign_resume)


def _act(
    request: HttpRequest, membership: Membership, campaign_id: str, action: str, service: Callable[..., Campaign]
) -> HttpResponse:
    require_role(membership, Role.EDITOR)
    campaign = campaign_get(membership.workspace, campaign_id)
    try:
        service(campaign=campaign, actor=actor_of(membership))
    except InvalidInput as refused:
        said = refusal_lines([detail.message for detail in refused.details], step_names(campaign_document(campaign)))
        reasons = "; ".join(said) or refused.message
        messages.error(request, f"Nothing was changed: {reasons}")
    except Conflict as refused:
        messages.error(request, f"Nothing was changed: {refused.message}")
    else:
        messages.success(request, next(button.done for button in BUTTONS if button.action == action))
    return redirect("frontend:campaign", slug=membership.workspace.slug, campaign_id=campaign.public_id)


def _moving(membership: Membership, campaign: Campaign) -> dict[str, Any]:
    return {
        "campaign": campaign,
        "status_key": campaign_status(campaign).value,
        "numbers": numbers_of(campaign),
        "audience": f"Audience: {audience_words(campaign)}",
        "live": _is_live(campaign),
        "stuck": campaign_stuck(campaign),
        "progress_url": campaign_url("campaign_progress", membership, campaign),
        "contacts_url": campaign_url("campaign_contacts", membership, campaign),
    }


def _faults(campaign: Campaign) -> list[str]:
    """What is still to be done before it can start."""
    return fault_lines(errors_of(flow_issues(campaign=campaign)), step_names(campaign_document(campaign)))


def _is_live(campaign: Campaign) -> bool:
    """Whether its numbers may still move."""
    return campaign.launched_at is not None and campaign.lifecycle not in FINISHED


def _version_words(campaign: Campaign) -> str:
    version = campaign.live_version
    if version is None or version.published_at is None:
        return "Draft"
    return f"Version {version.number}, published {localtime(version.published_at):%-d %b %Y}"
