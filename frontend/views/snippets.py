"""Snippets: the list, making and changing one, and publishing the templates that name it anew."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from frontend.access import actor_of, require_role, workspace_page
from frontend.pages import render_page
from frontend.reading import unless_changed
from templates_app.models import Snippet, Template, TemplateState
from templates_app.selectors import snippet_get, snippet_list, snippet_users
from templates_app.services import snippet_create, snippet_delete, snippet_republish, snippet_update
from workspaces.errors import Conflict, InvalidInput, Stale
from workspaces.models import Membership, Role

_SECTION = "templates"


@require_safe
@workspace_page
def snippets(request: HttpRequest, membership: Membership) -> HttpResponse:
    """All of them, with the templates that name each."""
    users = snippet_users(workspace=membership.workspace)
    rows = [{"item": item, "users": users.get(item.key, [])} for item in snippet_list(workspace=membership.workspace)]
    return render_page(request, membership, "frontend/snippets/list.html", {"rows": rows}, section=_SECTION)


@require_http_methods(["GET", "HEAD", "POST"])
@workspace_page
def snippet_new(request: HttpRequest, membership: Membership) -> HttpResponse:
    """A new one."""
    require_role(membership, Role.EDITOR)
    values = {name: request.POST.get(name, "").strip() for name in ("key", "html")}
    if request.method != "POST":
        return _form(request, membership, None, values, {})
    try:
        made = snippet_create(workspace=membership.workspace, actor=actor_of(membership), **values)
    except InvalidInput as refused:
        return _form(request, membership, None, values, _by_field(refused))
    messages.success(request, f"Write {{% snippet '{made.key}' %}} in a template, or choose it among the variables.")
    return redirect("frontend:snippet", slug=membership.workspace.slug, snippet_id=made.public_id)


@require_http_methods(["GET", "HEAD", "POST"])
@workspace_page
def snippet_page(request: HttpRequest, membership: Membership, snippet_id: str) -> HttpResponse:
    """One of them and its form; POST changes its text."""
    snippet = snippet_get(workspace=membership.workspace, snippet_id=snippet_id)
    if request.method != "POST":
        return _form(request, membership, snippet, {"key": snippet.key, "html": snippet.html}, {})
    require_role(membership, Role.EDITOR)
    html = request.POST.get("html", "").strip()
    try:
        with unless_changed(request, snippet):
            snippet_update(snippet=snippet, html=html, actor=actor_of(membership))
    except Stale:
        return _form(request, membership, snippet, {"key": snippet.key, "html": html}, {})
    except InvalidInput as refused:
        return _form(request, membership, snippet, {"key": snippet.key, "html": html}, _by_field(refused))
    messages.success(request, "It is saved. What is published keeps the text it was published with.")
    return redirect("frontend:snippet", slug=membership.workspace.slug, snippet_id=snippet.public_id)


@require_POST
@workspace_page
def snippet_do(request: HttpRequest, membership: Membership, snippet_id: str) -> HttpResponse:
    """Deletes it (`action=delete`), or publishes the templates that name it anew."""
    require_role(membership, Role.EDITOR)
    slug = membership.workspace.slug
    snippet = snippet_get(workspace=membership.workspace, snippet_id=snippet_id)
    if request.POST.get("action") == "delete":
        try:
            snippet_delete(snippet=snippet, actor=actor_of(membership))
        except Conflict as refused:
            messages.error(request, f"Nothing was deleted: {refused.message}")
            return redirect("frontend:snippet", slug=slug, snippet_id=snippet_id)
        messages.success(request, f"“{snippet.key}” is deleted.")
        return redirect("frontend:snippets", slug=slug)
    done = snippet_republish(snippet=snippet, actor=actor_of(membership))
    if done.published:
        messages.success(request, f"Published anew: {_names(done.published)}. New launches send the new text.")
    if done.asked:
        messages.success(request, f"Somebody else is asked to approve {_names(done.asked)}.")
    for template, reason in done.left:
        messages.warning(request, f"“{template.name}” was left as it is: {reason}.")
    return redirect("frontend:snippet", slug=slug, snippet_id=snippet_id)


def _form(
    request: HttpRequest,
    membership: Membership,
    snippet: Snippet | None,
    values: dict[str, str],
    errors: dict[str, str],
) -> HttpResponse:
    workspace = membership.workspace
    users = snippet_users(workspace=workspace).get(snippet.key, []) if snippet else []
    context = {
        "snippet": snippet,
        "values": values,
        "errors": errors,
        "users": users,
        "published": [each for each in users if each.state == TemplateState.PUBLISHED],
        "api_base": f"/api/workspaces/{workspace.slug}/",
        "pages": reverse("frontend:workspace", args=[workspace.slug]),
    }
    return render_page(request, membership, "frontend/snippets/form.html", context, section=_SECTION)


def _by_field(refused: InvalidInput) -> dict[str, str]:
    return {detail.field: detail.message for detail in refused.details}


def _names(templates: list[Template]) -> str:
    return ", ".join(f"“{template.name}”" for template in templates)
