"""Templates of channels whose messages are a few fields: written in one form beside their preview.

E-mails have an editor of their own.
"""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from frontend.access import actor_of, require_role, workspace_page
from frontend.merge_tags import merge_tags
from frontend.pages import render_page, render_part
from frontend.part_prices import part_prices
from frontend.reading import unless_changed
from frontend.schema_forms import FormField, faults_of
from frontend.short_forms import Written, act_of, fault_in_words, kept_choices, parts_of, stored_of, written_of
from messaging.selectors.previews import contact_of
from messaging.services.test_limits import MOST, SECONDS, test_send_count
from messaging.services.test_sends import template_test_send
from templates_app.content.channels import CONTENT_TYPES
from templates_app.models import Template
from templates_app.selectors import template_get
from templates_app.services import SAMPLE_CONTACT, template_create, template_preview, template_publish, template_update
from workspaces.channels import Channel, MessageType
from workspaces.errors import Conflict, DomainError, InvalidInput, Stale
from workspaces.models import Membership, Role

SHORT = tuple(channel for channel in Channel if channel != Channel.EMAIL and channel in CONTENT_TYPES)


@require_http_methods(["GET", "HEAD", "POST"])
@workspace_page
def short_new(request: HttpRequest, membership: Membership) -> HttpResponse:
    """A new template of `?channel=`."""
    require_role(membership, Role.EDITOR)
    template = Template(workspace=membership.workspace, channel=_channel(request))
    if not _is_to_save(request):
        return _shown(request, membership, template)
    try:
        template = template_create(
            workspace=membership.workspace,
            channel=template.channel,
            actor=actor_of(membership),
            **written_of(request.POST, template).values,
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
    if not _is_to_save(request):
        return _shown(request, membership, template)
    try:
        with unless_changed(request, template):
            template_update(template=template, actor=actor_of(membership), **written_of(request.POST, template).values)
    except Stale:
        return _shown(request, membership, template)
    except (InvalidInput, Conflict) as error:
        return _shown(request, membership, template, error)
    return _saved(request, membership, template)


@require_POST
@workspace_page
def short_preview(request: HttpRequest, membership: Membership) -> HttpResponse:
    """What is being written, as a sample contact would get it."""
    require_role(membership, Role.EDITOR)
    template = Template(workspace=membership.workspace, channel=_channel(request))
    written = written_of(request.POST, template)
    context = _previewed(template, written, request.POST.get("preview_locale", ""))
    return render_part(request, membership, "frontend/templates/short_live.html", context)


def _is_to_save(request: HttpRequest) -> bool:
    """Whether what was filled in is to be kept; else the form is shown anew, with what was filled in."""
    return request.method == "POST" and act_of(request.POST)[0] == ""


def _saved(request: HttpRequest, membership: Membership, template: Template) -> HttpResponse:
    """Publishes where that was asked for, and leads to the template's page."""
    words = f"“{template.name}” is saved."
    if request.POST.get("action") == "publish":
        try:
            template_publish(template=template, actor=actor_of(membership))
            words = f"“{template.name}” is published. Campaigns that are launched from now on send this version."
        except DomainError as error:
            said = "; ".join(detail.message for detail in error.details) if isinstance(error, InvalidInput) else ""
            messages.error(request, f"It is saved, and not published: {said or error.message}")
            words = ""
    if words:
        messages.success(request, words)
    return redirect("frontend:template", slug=membership.workspace.slug, template_id=template.public_id)


def _channel(request: HttpRequest) -> str:
    channel = request.GET.get("channel", "")
    if channel not in SHORT:
        raise Http404("There is no such channel.")
    return channel


def _previewed(template: Template, written: Written, locale: str = "") -> dict[str, Any]:
    if written.is_empty:
        return {}
    shown_as = Template(workspace=template.workspace, channel=template.channel, name=written.name)
    shown_as.message_type = written.message_type
    try:
        preview = template_preview(template=shown_as, content=written.content, locale=locale, stand_ins=True)
    except InvalidInput as error:
        return {"problem": fault_in_words(template, error)}
    return {
        "preview": preview.rendered,
        "missing": ", ".join(preview.missing),
        "findings": preview.findings,
        "prices": part_prices(shown_as, preview.rendered),
    }


def _tried(request: HttpRequest, membership: Membership, template: Template, written: Written) -> None:
    """Sends what stands in the form as a test, and says how that went."""
    to, locale = request.POST.get("test_to", "").strip(), request.POST.get("preview_locale", "")
    actor = actor_of(membership)
    if test_send_count(actor=actor).exceeded:
        messages.error(request, f"That were {MOST} tests within {SECONDS // 60} minutes; wait a little.")
        return
    try:
        contact = contact_of(template, to) if "@" in to or to.startswith("ct_") else None
        went_to = template_test_send(
            template=template,
            actor=actor,
            to="" if contact else to,
            contact=contact or SAMPLE_CONTACT,
            content=written.content,
            locale=locale,
        )
    except DomainError as error:
        said = error.details[0].message if isinstance(error, InvalidInput) and error.details else error.message
        messages.error(request, f"No test was sent: {said}")
    else:
        messages.success(request, f"A test is on its way to {went_to}.")


def _shown(
    request: HttpRequest, membership: Membership, template: Template, error: DomainError | None = None
) -> HttpResponse:
    posted = request.method == "POST"
    written = written_of(request.POST, template) if posted else stored_of(template)
    if act_of(request.POST)[0] == "test" and not template._state.adding:
        _tried(request, membership, template, written)
    parts = parts_of(template, written, error, request.POST.dict() if posted else None)
    known = {field.name for part in parts for field in part.fields} | {"name"}
    locale = request.POST.get("preview_locale", "")
    context = {
        "template": template,
        "is_new": template._state.adding,
        "channel": Channel(template.channel).label,
        "name": _name(written, error),
        "message_type": written.message_type,
        "message_types": MessageType.choices,
        "type_is_fixed": template.published_version_id is not None,
        "parts": parts,
        "new_locale": request.POST.get("new_locale", "") if written.fault else "",
        "language_fault": written.fault,
        "preview_locale": locale,
        "test_to": request.POST.get("test_to", ""),
        "test_words": _TEST_WORDS[template.channel],
        "tags": merge_tags(membership.workspace),
        "kept_choices": kept_choices(template),
        "keeps": CONTENT_TYPES[template.channel].keeps,
        "fault": error.message if error and not known & set(faults_of(error)) else "",
        **_previewed(template, written, locale),
    }
    page = "frontend/templates/short_form.html"
    return render_page(request, membership, page, context, section="templates")


_TEST_WORDS: dict[str, str] = {
    Channel.SMS: "A number with its country code, or the e-mail address of a contact.",
    Channel.WHATSAPP: "A number with its country code, or the e-mail address of a contact.",
    Channel.TELEGRAM: "The id of a chat with the bot, or the e-mail address of a contact who has one.",
    Channel.PUSH: "The token of a device, or the e-mail address of a contact with devices or browsers.",
    Channel.ONSITE: "The e-mail address of a contact: who is signed in as them finds it for an hour.",
}


def _name(written: Written, error: DomainError | None) -> FormField:
    hint, fault = "What you and your colleagues call it.", faults_of(error).get("name", "")
    return FormField("name", "Name", value=written.name, hint=hint, fault=fault, required=True)
