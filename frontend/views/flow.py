"""The Flow tab of a campaign: the page that the flow builder lives on. The builder itself asks the Workspace API."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

from campaigns.models import Campaign
from campaigns.selectors import campaign_get
from frontend.access import may, workspace_page
from frontend.campaign_page import campaign_tabs
from frontend.pages import render_page
from workspaces.models import Membership, Role


@require_safe
@ensure_csrf_cookie
@workspace_page
def page(request: HttpRequest, membership: Membership, campaign_id: str) -> HttpResponse:
    """The builder; what a member may do there is said by the draft that it loads."""
    campaign = campaign_get(membership.workspace, campaign_id)
    context = {
        "campaign": campaign,
        "tabs": campaign_tabs(membership, campaign, "flow"),
        "builder": _addresses(membership, campaign),
    }
    return render_page(request, membership, "frontend/campaigns/flow.html", context, section="campaigns")


def _addresses(membership: Membership, campaign: Campaign) -> dict[str, str]:
    """The `data-` attributes of the island: who it is for, and where things are."""
    slug, campaign_id = membership.workspace.slug, campaign.public_id
    return {
        "workspace": slug,
        "campaign": campaign_id,
        "name": campaign.name,
        "api-base": f"/api/workspaces/{slug}/",
        "campaign-url": reverse("frontend:campaign", args=[slug, campaign_id]),
        "contacts-url": reverse("frontend:campaign_contacts", args=[slug, campaign_id]),
        "publish-url": reverse("frontend:publish", args=[slug, campaign_id]),
        "copy-url": reverse("frontend:campaign_do", args=[slug, campaign_id]) if may(membership, Role.EDITOR) else "",
        "sign-in-url": reverse("frontend:sign_in"),
        "pages": reverse("frontend:workspace", args=[slug]),
        "timezone": membership.workspace.timezone,
    }
