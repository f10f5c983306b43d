"""A campaign's settings: a form for each section, saved by itself; its rules in words."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from campaigns.models import Campaign
from campaigns.selectors import campaign_get
from campaigns.services import campaign_update
from campaigns.status import FINISHED
from frontend.access import actor_of, may, require_role, workspace_page
from frontend.campaign_page import campaign_url, render_campaign
from frontend.setting_words import rule_names, rules_in_words
from frontend.settings_forms import SectionForm, section_form, section_forms
from workspaces.errors import Conflict, InvalidInput, Stale
from workspaces.models import Membership, Role


@require_http_methods(["GET", "HEAD", "POST"])
@workspace_page
def settings(request: HttpRequest, membership: Membership, campaign_id: str) -> HttpResponse:
    """All sections; POST saves the one that `section` names and leads back to it."""
    campaign = campaign_get(membership.workspace, campaign_id)
    if request.method != "POST":
        return _page(request, membership, campaign)
    require_role(membership, Role.EDITOR)
    while True:
        form = section_form(campaign, request.POST.get("section", ""), request.POST)
        try:
            saved = form.is_valid() and _save(request, membership, form)
        except Stale:
            # Somebody saved between reading and writing: what they changed is looked at like what came before.
            campaign = campaign_get(membership.workspace, campaign_id)
            continue
        if not saved:
            return _page(request, membership, campaign, form)
        return redirect(f"{campaign_url('campaign_settings', membership, campaign)}#{form.key}")


def _save(request: HttpRequest, membership: Membership, form: SectionForm) -> bool:
    """Whether there was nothing to save or it is saved; refusals stand in the form. Raises Stale."""
    changes = form.changes()
    if not changes:
        messages.success(request, f"{form.title}: nothing was changed.")
        return True
    try:
        campaign_update(
            campaign=form.campaign,
            changes=changes,
            actor=actor_of(membership),
            unchanged_since=form.campaign.updated_at,
        )
    except Stale:
        raise
    except InvalidInput as refused:
        form.refuse(refused.details)
        return False
    except Conflict as refused:
        form.add_error(None, f"Nothing was saved: {refused.message}")
        return False
    labels = [str(form[name].label) for name in form.changed_data]
    messages.success(request, f"Saved: {', '.join(labels)}.")
    return True


def _page(
    request: HttpRequest, membership: Membership, campaign: Campaign, refused: SectionForm | None = None
) -> HttpResponse:
    why = _closed(membership, campaign)
    forms = [refused if refused and refused.key == form.key else form for form in section_forms(campaign)]
    for form in forms:
        if why:
            form.close_all()
    context: dict[str, Any] = {
        "forms": forms,
        "closed": why,
        "rules": rules_in_words(campaign) if why else [],
        "rule_names": rule_names(campaign),
        "api_base": f"/api/workspaces/{membership.workspace.slug}/",
    }
    return render_campaign(
        request,
        membership,
        campaign,
        "frontend/campaigns/settings.html",
        context,
        tab="settings",
    )


def _closed(membership: Membership, campaign: Campaign) -> str:
    """Why nothing can be changed here; "" where it can."""
    if campaign.lifecycle in FINISHED:
        return "This campaign has ended; its settings stay as they are."
    if not may(membership, Role.EDITOR):
        return f"Changing settings needs the role {Role.EDITOR.label}; yours is {Role(membership.role).label}."
    return ""
