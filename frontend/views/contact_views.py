"""Keeping a list of contacts: as a view under a tab, or its filter as a segment."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from contacts.finding import filter_rule
from contacts.selectors import saved_view_get
from contacts.services import saved_view_create, saved_view_delete, saved_view_update, segment_create
from frontend.access import actor_of, require_role, workspace_page
from frontend.contact_list import may_change, state_of
from frontend.reading import meanwhile_words, unless_changed
from workspaces.errors import Conflict, InvalidInput, Stale
from workspaces.models import Membership, Role


@require_POST
@workspace_page
def view_save(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Keeps the list that the form carries as a new view, one's own or everybody's; that needs an editor."""
    shared = request.POST.get("shared") == "1"
    if shared:
        require_role(membership, Role.EDITOR)
    state = state_of(membership, request.POST)
    if state.problem:
        messages.error(request, f"The view was not saved: {state.problem}")
        return _to_list(membership, "")
    try:
        view = saved_view_create(
            workspace=membership.workspace,
            name=request.POST.get("name", ""),
            owner=None if shared else membership.user,
            filter=state.which.chosen(),
            columns=state.columns,
            sort=state.sort,
        )
    except (InvalidInput, Conflict) as error:
        messages.error(request, f"The view was not saved: {error.message}")
        return _to_list(membership, "" if state.too_long else state.query)
    messages.success(request, f"The view “{view.name}” is there, as a tab.")
    return _to_list(membership, f"view={view.public_id}")


@require_POST
@workspace_page
def view_change(request: HttpRequest, membership: Membership, view_id: str) -> HttpResponse:
    """Saves the list over the view, renames it, or deletes it."""
    view = saved_view_get(workspace=membership.workspace, user=membership.user, view_id=view_id)
    if not may_change(membership, view):
        require_role(membership, Role.EDITOR)
    if request.POST.get("action") == "delete":
        saved_view_delete(view=view)
        messages.success(request, f"The view “{view.name}” is deleted. Its contacts stay.")
        return _to_list(membership, "")
    state = state_of(membership, request.POST)
    fields = {"filter": state.which.chosen(), "columns": state.columns, "sort": state.sort}
    if request.POST.get("action") == "rename":
        fields = {"name": request.POST.get("name", "")}
    try:
        with unless_changed(request, view):
            saved_view_update(view=view, fields=fields)
    except Stale:
        messages.error(request, f"The view “{view.name}” is not saved. {meanwhile_words()}")
        if request.POST.get("action") == "save" and not state.too_long:
            return _to_list(membership, state.query)
    except (InvalidInput, Conflict) as error:
        messages.error(request, f"Nothing was changed: {error.message}")
    else:
        messages.success(request, f"The view “{view.name}” is saved.")
    return _to_list(membership, f"view={view.public_id}")


@require_POST
@workspace_page
def segment_save(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Makes a dynamic segment of the list's filter."""
    require_role(membership, Role.EDITOR)
    state = state_of(membership, request.POST)
    rule = filter_rule(state.which)
    if rule is None or state.problem:
        messages.error(request, state.problem or "There is no filter that a segment could keep.")
        return _to_list(membership, "" if state.too_long else state.query)
    try:
        segment = segment_create(
            workspace=membership.workspace, name=request.POST.get("name", ""), rule=rule, actor=actor_of(membership)
        )
    except (InvalidInput, Conflict) as error:
        messages.error(request, f"The segment was not made: {error.message}")
        return _to_list(membership, "" if state.too_long else state.query)
    messages.success(request, f"“{segment.name}” is there. It is being filled.")
    return redirect("frontend:segment", membership.workspace.slug, segment.public_id)


def _to_list(membership: Membership, query: str) -> HttpResponse:
    path = reverse("frontend:contacts", args=[membership.workspace.slug])
    return redirect(f"{path}?{query}" if query else path)
