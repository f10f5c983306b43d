"""For how long the inbox keeps conversations: set by admins, who are told first how many go by it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from frontend.access import actor_of, may, require_role, workspace_page
from frontend.pages import render_page
from messaging.selectors.inbox import threads_older
from messaging.services.inbox_retention import INBOX_RETENTION
from workspaces.errors import InvalidInput
from workspaces.models import Membership, Role
from workspaces.services import workspace_update
from workspaces.settings import settings_of


@require_http_methods(["GET", "HEAD", "POST"])
@workspace_page
def inbox_keeping(request: HttpRequest, membership: Membership) -> HttpResponse:
    """A number of days that deletes something is saved only when somebody has seen how much."""
    workspace = membership.workspace
    stored = settings_of(workspace)[INBOX_RETENTION]
    given, fault, gone = "" if stored is None else str(stored), "", 0
    if request.method == "POST":
        require_role(membership, Role.ADMIN)
        given = request.POST.get("days", "").strip()
        days = int(given) if given.isascii() and given.isdigit() and len(given) < 6 else given or None
        gone = threads_older(workspace, days) if isinstance(days, int) and 0 < days != stored else 0
        if not gone or request.POST.get("action") == "delete":
            try:
                changes = {"settings": {INBOX_RETENTION: days}}
                workspace_update(workspace=workspace, changes=changes, actor=actor_of(membership))
            except InvalidInput as refused:
                fault, gone = refused.details[0].message, 0
            else:
                messages.success(request, f"Conversations are kept for {days} days." if days else "All are kept.")
                return redirect("frontend:inbox_keeping", slug=workspace.slug)
    context = {"days": given, "fault": fault, "gone": gone, "may_change": may(membership, Role.ADMIN)}
    return render_page(request, membership, "frontend/inbox/keeping.html", context, section="inbox")
