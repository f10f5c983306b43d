"""Notices: what stopped the workspace's sending lately, and whether one wants e-mails about it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from frontend.access import workspace_page
from frontend.pages import render_page
from frontend.paging import page_of
from workspaces.models import Membership
from workspaces.selectors import notice_list
from workspaces.services.notices import membership_notices_set


@require_http_methods(["GET", "HEAD", "POST"])
@workspace_page
def page(request: HttpRequest, membership: Membership) -> HttpResponse:
    """The newest first; POST switches one's own e-mails on or off."""
    if request.method == "POST":
        wanted = "notices" in request.POST
        membership_notices_set(membership=membership, wanted=wanted)
        messages.success(request, "You get an e-mail for each." if wanted else "You get no such e-mails any more.")
        return redirect("frontend:notices", slug=membership.workspace.slug)
    context = {"page": page_of(notice_list(workspace=membership.workspace), request.GET), "wanted": membership.notices}
    return render_page(request, membership, "frontend/notices.html", context, section="workspace")
