"""The workspace's home page: what runs, what wants attention, what was sent, and who did what lately."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from frontend.access import workspace_page
from frontend.audit_words import activity_of
from frontend.home import RUNNING_SHOWN, concerns_of, first_steps, running_rows, sends_chart, status_counts
from frontend.pages import render_page, render_part
from workspaces.clock import database_now
from workspaces.models import Membership
from workspaces.selectors import audit_lately

ACTIVITY_READ, ACTIVITY_SHOWN = 40, 10


@require_safe
@workspace_page
def home(request: HttpRequest, membership: Membership) -> HttpResponse:
    """The whole page, in a fixed number of queries."""
    workspace, now = membership.workspace, database_now()
    statuses = status_counts(workspace)
    entries = audit_lately(workspace, limit=ACTIVITY_READ)
    context = _running(membership) | {
        "statuses": statuses,
        "steps": first_steps(workspace, statuses),
        "concerns": concerns_of(workspace, now),
        "chart": sends_chart(workspace, now),
        "activity": activity_of(workspace, entries)[:ACTIVITY_SHOWN],
    }
    return render_page(request, membership, "frontend/home/page.html", context, section="workspace")


@require_safe
@workspace_page
def running(request: HttpRequest, membership: Membership) -> HttpResponse:
    """What runs, alone: it moves."""
    return render_part(request, membership, "frontend/home/running.html", _running(membership))


def _running(membership: Membership) -> dict[str, Any]:
    rows = running_rows(membership.workspace)
    return {
        "running": rows,
        "running_is_full": len(rows) == RUNNING_SHOWN,
        "running_url": reverse("frontend:home_running", args=[membership.workspace.slug]),
    }
