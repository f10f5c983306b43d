"""Who changed what in a campaign, and when: its lines of the audit log in words."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from campaigns.selectors import campaign_get
from frontend.access import workspace_page
from frontend.audit_actions import CAMPAIGN_KINDS
from frontend.audit_words import activity_of, campaign_actions
from frontend.campaign_page import render_campaign
from frontend.paging import page_of
from workspaces.models import Membership
from workspaces.selectors import audit_about


@require_safe
@workspace_page
def activity(request: HttpRequest, membership: Membership, campaign_id: str) -> HttpResponse:
    """The lines of one `?kind=`, or all, newest first."""
    campaign = campaign_get(membership.workspace, campaign_id)
    kind = request.GET.get("kind", "")
    entries = audit_about(membership.workspace, target_id=campaign.public_id, actions=campaign_actions(kind))
    page = page_of(entries, request.GET)
    context = {
        "page": page,
        "activity": activity_of(membership.workspace, page.rows, about=campaign.public_id),
        "kind": kind if kind in CAMPAIGN_KINDS else "",
        "kind_choices": [(key, label) for key, (label, _) in CAMPAIGN_KINDS.items()],
    }
    return render_campaign(request, membership, campaign, "frontend/campaigns/activity.html", context, tab="activity")
