"""The list of campaigns: what runs, and how it does."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from campaigns.selectors import ShownStatus, campaign_status, campaigns_list, campaigns_stats
from frontend.access import workspace_page
from frontend.pages import render_page
from frontend.paging import page_of
from frontend.words import CAMPAIGN_STATUS, word_for
from workspaces.models import Membership


@require_safe
@workspace_page
def campaign_list(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Campaigns by `?status=` and `?search=`, newest first."""
    filters = {"search": request.GET.get("search", "").strip(), "status": request.GET.get("status", "")}
    statuses = [ShownStatus(filters["status"])] if filters["status"] in ShownStatus.values else None
    campaigns = campaigns_list(membership.workspace, statuses=statuses, search=filters["search"])
    page = page_of(campaigns.select_related("audience"), request.GET)
    stats = campaigns_stats(page.rows)
    rows = [
        {
            "campaign": campaign,
            "status": word_for(CAMPAIGN_STATUS, campaign_status(campaign)),
            "audience": campaign.audience.name if campaign.audience else "Everybody",
            "sent": stats[campaign.pk].sent,
            "opened": stats[campaign.pk].opened,
        }
        for campaign in page.rows
    ]
    context = {
        "rows": rows,
        "page": page,
        "filters": filters,
        "status_choices": [(status.value, word_for(CAMPAIGN_STATUS, status).label) for status in ShownStatus],
    }
    return render_page(request, membership, "frontend/campaigns/list.html", context, section="campaigns")
