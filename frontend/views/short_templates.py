"""Templates of channels whose messages are a few fields: written in one form beside their preview.

E-mails have an editor of their own.
"""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from frontend.access import actor_of, require_role, workspace_page
from frontend.pages import render_page, render_part
from frontend.schema_forms import FormField, faults_of, schema_fields, schema_values, stored_values, with_faults
from templates_app.content.base import ContentType
from templates_app.content.channels import CONTENT_TYPES
from templates_app.models import Template
from templates_app.selectors import template_get
from templates_app.services import template_create, template_preview, template_publish, template_update
from workspaces.channels import Channel, MessageType
from workspaces.errors import Conflict, DomainError, InvalidInput
from workspaces.models import Membership, Role

CONTENT = "content"
SHORT = tuple(channel for channel in Channel if channel != Channel.EMAIL and channel in CONTENT_TYPES)


@require_http_methods(["GET", "HEAD", "POST"])
@workspace_page
def short_new(request: HttpRequest, membership: Membership) -> HttpResponse:
    """A new template of `?channel=`."""
    require_role(membership, Role.EDITOR)
    template = Template(workspace=membership.workspace, channel=_channel(request))
    if request.method != "POST":
        return _shown(request, membership, template)
    try:
        template = template_create(
            workspace=membership.workspace,
            channel=template.channel,
            actor=actor_of(membership),
            **_values(request, template),
        )
    except InvalidInput as error:
        return _shown(request, membership, template, error)
    return _saved(request, membership, template)


@require_http_methods(["GET", "HEAD", "POST"])
@workspace_page
def short_edit(request: HttpRequest, membership: Membership, short_id: str) -> HttpResponse:
    """The draft of one."""
    require_role(membership, Role.EDITOR)
    template = template_get(workspace=membership.workspace, template_id=short_id)
    if template.channel not in SHORT:
        raise Http404("This template has another editor.")
    if request.method != "POST":
        return _shown(request, membership, template)
    try:
        template_update(template=template, actor=actor_of(membership), **_values(request, template))
    except (InvalidInput, Conflict) as error:
        return _shown(request, membership, template, error)
    return _saved(request, membership, template)


@require_POST
@workspace_page
def short_preview(request: HttpRequest, membership: Membership) -> HttpResponse:
    """What is being written, as a sample contact would get it."""
    require_role(membership, Role.EDITOR)
    template = Template(workspace=membership.workspace, channel=_channel(request), name=request.POST.get("name", ""))
    template.message_type = request.POST.get("message_type", MessageType.MARKETING)
    return render_part(
        request, membership, "frontend/templates/short_live.html", _previewed(template, _read(request, template))
    )


def _saved(request: HttpRequest, membership: Membership, template: Template) -> HttpResponse:
    """Publishes where that was asked for, and leads to the template's page."""
    words = f"“{template.name}” is saved."
    if request.POST.get("action") == "publish":
        try:
            template_publish(template=template, actor=actor_of(membership))
            words = f"“{template.name}” is published. Campaigns that are launched from now on send this version."
        except DomainError as error:
            messages.error(request, f"It is saved, and not published: {error.message}")
            words = ""
    if words:
        messages.success(request, words)
    return redirect("frontend:template", slug=membership.workspace.slug, template_id=template.public_id)


def _channel(request: HttpRequest) -> str:
    channel = request.GET.get("channel", "")
    if channel not in SHORT:
        raise Http404("There is no such channel.")
    return channel


def _kind(template: Template) -> ContentType[Any]:
    return CONTENT_TYPES[template.channel]


def _read(request: HttpRequest, template: Template) -> dict[str, Any]:
    return schema_values(request.POST, CONTENT, _kind(template).model)


def _values(request: HttpRequest, template: Template) -> dict[str, Any]:
    return {
        "name": request.POST.get("name", ""),
        "message_type": request.POST.get("message_type", MessageType.MARKETING),
        "content": _read(request, template),
    }


def _previewed(template: Template, content: dict[str, Any]) -> dict[str, Any]:
    try:
        preview = template_preview(template=template, content=content)
    except InvalidInput as error:
        return {"problem": error.message if content else ""}
    return {"preview": preview.rendered, "missing": ", ".join(preview.missing)}


def _fields(request: HttpRequest, template: Template, error: DomainError | None) -> list[FormField]:
    model, faults = _kind(template).model, faults_of(error)
    stored = stored_values(model, CONTENT, template.content or {})

    def shown(name: str) -> str:
        return request.POST.get(name, "") if request.method == "POST" else stored.get(name, "")

    fresh = request.method != "POST" and not template.content
    return with_faults(schema_fields(model, CONTENT, shown, fresh=fresh), faults)


def _shown(
    request: HttpRequest, membership: Membership, template: Template, error: DomainError | None = None
) -> HttpResponse:
    posted = request.method == "POST"
    content = _read(request, template) if posted else template.content
    fields = _fields(request, template, error)
    known = {field.name for field in fields} | {"name"}
    context = {
        "template": template,
        "is_new": template._state.adding,
        "channel": Channel(template.channel).label,
        "name": FormField(
            "name",
            "Name",
            value=request.POST.get("name", "") if posted else template.name,
            hint="What you and your colleagues call it.",
            fault=faults_of(error).get("name", ""),
            required=True,
        ),
        "message_type": request.POST.get("message_type", "") if posted else template.message_type,
        "message_types": MessageType.choices,
        "type_is_fixed": template.published_version_id is not None,
        "fields": fields,
        "fault": error.message if error and not known & set(faults_of(error)) else "",
        **_previewed(template, content or {}),
    }
    page = "frontend/templates/short_form.html"
    return render_page(request, membership, page, context, section="templates")
