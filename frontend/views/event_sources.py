"""Where events come from: the snippet for websites with its public keys, a backend's call, and unknown contacts."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from contacts.models import SiteKey
from contacts.selectors.site_keys import site_key_list
from contacts.services import unknown_contacts_policy, unknown_contacts_set
from contacts.services.site_keys import site_key_create, site_key_revoke
from frontend.access import actor_of, may, require_role, workspace_page
from frontend.event_intake import calls_of, curl_of, proof_calls, snippet_of, token_of, worker_of
from frontend.pages import render_page
from workspaces.errors import InvalidInput
from workspaces.models import Membership, Role
from workspaces.selectors import row_find

_SHOWN = 50


@require_http_methods(["GET", "HEAD", "POST"])
@workspace_page
def sources(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Shows them; a POST makes a key for a website."""
    given, errors = {"name": "", "origins": ""}, {}
    if request.method == "POST":
        require_role(membership, Role.ADMIN)
        given = {name: request.POST.get(name, "") for name in given}
        try:
            key = site_key_create(
                workspace=membership.workspace,
                name=given["name"],
                origins=given["origins"].split(),
                actor=actor_of(membership),
            )
        except InvalidInput as error:
            errors = {detail.field: detail.message for detail in error.details}
        else:
            messages.success(request, f"“{key.name}” has its snippet now. Paste it into the pages of the site.")
            return redirect("frontend:event_sources", slug=membership.workspace.slug)
    keys = site_key_list(membership.workspace)[:_SHOWN]
    may_manage = may(membership, Role.ADMIN)
    context = {
        "keys": [(key, snippet_of(key), token_of(key) if may_manage else "") for key in keys],
        "given": given,
        "errors": errors,
        "curl": curl_of(),
        "calls": calls_of(),
        "policy": unknown_contacts_policy(membership.workspace).value,
        "worker": worker_of(),
        "proof_calls": proof_calls(),
        "may_manage": may_manage,
    }
    return render_page(request, membership, "frontend/events/sources.html", context, section="events")


@require_POST
@workspace_page
def end(request: HttpRequest, membership: Membership, site_id: str) -> HttpResponse:
    """Ends a website's key."""
    require_role(membership, Role.ADMIN)
    key = row_find(SiteKey, site_id, [membership.workspace_id])
    site_key_revoke(key=key, actor=actor_of(membership))
    messages.success(request, f"Events of “{key.name}” are refused from now on.")
    return redirect("frontend:event_sources", slug=membership.workspace.slug)


@require_POST
@workspace_page
def unknown(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Chooses what becomes of events of contacts whom nobody knows."""
    require_role(membership, Role.ADMIN)
    try:
        unknown_contacts_set(
            workspace=membership.workspace, policy=request.POST.get("policy", ""), actor=actor_of(membership)
        )
    except InvalidInput as error:
        messages.error(request, f"Nothing was changed: {error.message}.")
    else:
        messages.success(request, "Saved. It counts for events that come from now on.")
    return redirect("frontend:event_sources", slug=membership.workspace.slug)
