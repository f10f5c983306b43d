"""Deliverability: what becomes of the mails of each sending domain, and what its DNS says."""

import re

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from frontend.access import may, require_role, workspace_page
from frontend.deliverability_rows import domain_rows
from frontend.pages import render_page
from messaging.deliverability.checks import domain_check_want
from workspaces.clock import database_now
from workspaces.errors import InvalidInput
from workspaces.models import Membership, Role

_APART = re.compile(r"[\s,;]+")


@require_safe
@workspace_page
def page(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Every sending domain."""
    context = {
        "rows": domain_rows(membership.workspace, database_now()),
        "may_manage": may(membership, Role.ADMIN),
    }
    return render_page(request, membership, "frontend/deliverability/page.html", context, section="senders")


@require_POST
@workspace_page
def check(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Has the DNS asked about one domain anew, with the selectors that were named."""
    require_role(membership, Role.ADMIN)
    domain = request.POST.get("domain", "").strip().lower()
    selectors = [each for each in _APART.split(request.POST.get("selectors", "")) if each]
    try:
        domain_check_want(workspace=membership.workspace, domain=domain, selectors=selectors)
    except InvalidInput as refused:
        messages.error(request, f"Nothing was asked: {refused.details[0].message}.")
    else:
        messages.success(request, f"The DNS is being asked about {domain}. Load this page again in a moment.")
    return redirect("frontend:deliverability", slug=membership.workspace.slug)
