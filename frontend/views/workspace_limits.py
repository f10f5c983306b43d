"""Sending limits of the workspace: how often a contact is written to over all campaigns, and when not."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from frontend.access import actor_of, may, require_role, workspace_page
from frontend.pages import render_page
from frontend.workspace_limits import Caps, RestForm
from workspaces.errors import InvalidInput
from workspaces.models import Membership, Role
from workspaces.services import workspace_update
from workspaces.settings import settings_checked


@require_http_methods(["GET", "HEAD", "POST"])
@workspace_page
def page(request: HttpRequest, membership: Membership) -> HttpResponse:
    """The form; POST saves it, or adds or takes away a row of it."""
    workspace = membership.workspace
    if request.method != "POST":
        return _shown(request, membership, RestForm(workspace), Caps(workspace))
    require_role(membership, Role.ADMIN)
    form, caps = RestForm(workspace, request.POST), Caps(workspace, request.POST)
    row = request.POST.get("row", "")
    if row:
        caps.values = [each for place, each in enumerate(caps.values, start=1) if row != str(place)]
        return _shown(request, membership, form, caps, blank=row == "add")
    if not _save(membership, form, caps):
        return _shown(request, membership, form, caps)
    messages.success(request, "Saved. It counts for messages that come up from now on.")
    return redirect("frontend:workspace_limits", slug=workspace.slug)


def _save(membership: Membership, form: RestForm, caps: Caps) -> bool:
    """Whether it is saved; refusals stand in the form and in the rows."""
    caps.keep_filled()
    wanted = caps.changes()
    try:
        settings_checked(wanted or {})
        if not form.is_valid() or wanted is None:
            return False
        changes = {"settings": {**wanted, **form.changes()}}
        workspace_update(workspace=membership.workspace, changes=changes, actor=actor_of(membership))
    except InvalidInput as refused:
        for detail in caps.refuse(refused.details):
            place = next((name for name in form.places if detail.field.startswith(name)), "")
            form.add_error(form.places.get(place), f"{detail.message.capitalize()}.")
        return False
    return True


def _shown(
    request: HttpRequest, membership: Membership, form: RestForm, caps: Caps, *, blank: bool = False
) -> HttpResponse:
    may_edit = may(membership, Role.ADMIN)
    if blank or (may_edit and not caps.values):
        caps.values.append({})
    context = {"form": form, "caps": caps, "may_edit": may_edit}
    return render_page(request, membership, "frontend/senders/limits.html", context, section="senders")
