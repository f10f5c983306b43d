"""Making a template from a beginning or a copy, the page of its editor, and everything that is done to a whole one."""

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from frontend.access import actor_of, require_role, workspace_page
from frontend.pages import render_page
from templates_app.api.needs import publish_need
from templates_app.models import Template
from templates_app.selectors import template_get, template_version
from templates_app.services import (
    approval_require,
    template_archive,
    template_create,
    template_duplicate,
    template_publish,
    template_reject,
    template_restore,
    template_return_to_draft,
    template_submit,
    template_update,
)
from templates_app.starters.registry import STARTERS
from workspaces.channels import MessageType
from workspaces.errors import Conflict, InvalidInput, NotFound
from workspaces.models import Membership, Role
from workspaces.services import Actor

Act = Callable[[Template, Actor, Mapping[str, str]], Template]


@require_http_methods(["GET", "HEAD", "POST"])
@workspace_page
def template_new(request: HttpRequest, membership: Membership) -> HttpResponse:
    """The beginnings; with `?from=` one of them and the form, whose POST makes the draft and leads to its editor."""
    key = request.GET.get("from", "")
    starter = STARTERS.get(key)
    if starter is None:
        if key:
            raise NotFound("There is no such beginning.")
        choices = {"starters": list(STARTERS.values())}
        return render_page(request, membership, "frontend/templates/gallery.html", choices, section="templates")
    values = {"name": "", "message_type": starter.message_type}
    errors: dict[str, str] = {}
    if request.method == "POST":
        require_role(membership, Role.EDITOR)
        values |= {name: request.POST.get(name, "").strip() for name in values}
        try:
            made = template_create(
                workspace=membership.workspace,
                channel=starter.channel,
                content=starter.content,
                actor=actor_of(membership),
                **values,
            )
        except InvalidInput as refused:
            errors = {detail.field: detail.message for detail in refused.details}
        else:
            return redirect("frontend:template_edit", slug=membership.workspace.slug, template_id=made.public_id)
    context = {"starter": starter, "values": values, "errors": errors, "message_types": MessageType.choices}
    return render_page(request, membership, "frontend/templates/new.html", context, section="templates")


@require_safe
@ensure_csrf_cookie
@workspace_page
def template_edit(request: HttpRequest, membership: Membership, template_id: str) -> HttpResponse:
    """The page that the editor lives on; what a member may do there is said by the template that it loads."""
    template = template_get(workspace=membership.workspace, template_id=template_id)
    slug = membership.workspace.slug
    editor = {
        "template": template.public_id,
        "api-base": f"/api/workspaces/{slug}/",
        "page-url": reverse("frontend:template", args=[slug, template.public_id]),
        "sign-in-url": reverse("frontend:sign_in"),
        "pages": reverse("frontend:workspace", args=[slug]),
        "timezone": membership.workspace.timezone,
        "own": membership.user.email,
    }
    context = {"template": template, "editor": editor}
    return render_page(request, membership, "frontend/templates/edit.html", context, section="templates")


@require_POST
@workspace_page
def template_do(request: HttpRequest, membership: Membership, template_id: str) -> HttpResponse:
    """Does `action` and leads to the template, or to its copy."""
    require_role(membership, Role.EDITOR)
    action = request.POST.get("action", "")
    found = _ACTS.get(action)
    if found is None:
        raise NotFound("There is no such action.")
    if action == "reject":
        require_role(membership, Role.ADMIN)
    if action == "publish":
        require_role(membership, publish_need(membership.workspace).role)
    act, done = found
    template = template_get(workspace=membership.workspace, template_id=template_id)
    slug = membership.workspace.slug
    form = {name: request.POST.get(name, "").strip() for name in ("reason", "number", "name")}
    try:
        left = act(template, actor_of(membership), form)
    except (Conflict, InvalidInput) as refused:
        messages.error(request, f"Nothing was changed: {refused.message}")
        return redirect("frontend:template", slug=slug, template_id=template.public_id)
    messages.success(request, done)
    name = "frontend:template_edit" if action == "duplicate" else "frontend:template"
    return redirect(name, slug=slug, template_id=left.public_id)


@require_POST
@workspace_page
def template_approval(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Says whether another person has to approve templates."""
    require_role(membership, Role.ADMIN)
    needed = request.POST.get("needed") == "1"
    approval_require(workspace=membership.workspace, needed=needed, actor=actor_of(membership))
    words = (
        "Another person now has to approve templates." if needed else "Templates are published without approval now."
    )
    messages.success(request, words)
    return redirect("frontend:templates", slug=membership.workspace.slug)


def _publish(template: Template, actor: Actor, form: Mapping[str, str]) -> Template:
    template_publish(template=template, actor=actor)
    return template


def _restore(template: Template, actor: Actor, form: Mapping[str, str]) -> Template:
    version = template_version(template=template, number=form["number"])
    return template_restore(template=template, version=version, actor=actor)


_ACTS: Mapping[str, tuple[Act, str]] = {
    "publish": (_publish, "It is published. New launches send this version."),
    "submit": (
        lambda t, actor, form: template_submit(template=t, actor=actor),
        "Somebody else is asked to approve it.",
    ),
    "reject": (
        lambda t, actor, form: template_reject(template=t, reason=form["reason"], actor=actor),
        "It is rejected. Whoever changes it sees your reason.",
    ),
    "return": (
        lambda t, actor, form: template_return_to_draft(template=t, actor=actor),
        "It is a draft again.",
    ),
    "archive": (
        lambda t, actor, form: template_archive(template=t, actor=actor),
        "It is put away. “Take it out again” on this page undoes that.",
    ),
    "duplicate": (lambda t, actor, form: template_duplicate(template=t, actor=actor), "This is the copy."),
    "rename": (
        lambda t, actor, form: template_update(template=t, name=form["name"], actor=actor),
        "It has another name.",
    ),
    "restore": (_restore, "The draft is that version again. Publish it to have it sent."),
}
