"""Templates: the list, and a page that shows one as a contact of choice would get it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from contacts.models import Contact
from contacts.selectors import contact_by_email
from frontend.access import workspace_page
from frontend.csp import HEADER, MAIL_FRAME
from frontend.pages import render_page
from frontend.paging import page_of
from frontend.views.short_templates import SHORT
from frontend.words import TEMPLATE_STATE, word_for
from templates_app.models import Template
from templates_app.selectors import template_get
from templates_app.selectors import template_list as templates_of
from templates_app.services import SAMPLE_CONTACT, TemplatePreview, template_preview
from workspaces.errors import InvalidInput
from workspaces.models import Membership, Workspace


@require_safe
@workspace_page
def template_list(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Every template that is not put away."""
    page = page_of(templates_of(workspace=membership.workspace), request.GET)
    rows = [{"item": item, "state": word_for(TEMPLATE_STATE, item.state)} for item in page.rows]
    return render_page(
        request,
        membership,
        "frontend/templates/list.html",
        {"page": page, "rows": rows, "short_channels": [(each.value, each.label) for each in SHORT]},
        section="templates",
    )


@require_safe
@workspace_page
def template_page(request: HttpRequest, membership: Membership, template_id: str) -> HttpResponse:
    """One template, previewed for `?contact=<e-mail>` or for a sample contact."""
    template = template_get(workspace=membership.workspace, template_id=template_id)
    shown_for = request.GET.get("contact", "").strip()
    contact = _contact(membership.workspace, shown_for)
    preview, note = _preview(template, contact)
    if shown_for and contact is None:
        note = f"There is no contact {shown_for}; this is how a sample contact would get it."
    frame = reverse("frontend:template_preview", args=[membership.workspace.slug, template.public_id])
    context = {
        "template": template,
        "is_short": template.channel in SHORT,
        "state": word_for(TEMPLATE_STATE, template.state),
        "shown_for": shown_for,
        "note": note,
        "preview": preview.rendered if preview else None,
        "frame_url": f"{frame}?{urlencode({'contact': shown_for})}",
    }
    return render_page(request, membership, "frontend/templates/page.html", context, section="templates")


@require_safe
@xframe_options_sameorigin
@workspace_page
def preview_frame(request: HttpRequest, membership: Membership, template_id: str) -> HttpResponse:
    """The preview's HTML alone, for the frame on the page: served under a policy that lets it run nothing."""
    template = template_get(workspace=membership.workspace, template_id=template_id)
    preview, note = _preview(template, _contact(membership.workspace, request.GET.get("contact", "")))
    if preview is None or not preview.rendered.html:
        raise Http404(note or "This template has no HTML.")
    return HttpResponse(preview.rendered.html, headers={HEADER: MAIL_FRAME})


def _contact(workspace: Workspace, email: str) -> Contact | None:
    return contact_by_email(workspace=workspace, email=email) if email else None


def _preview(template: Template, contact: Contact | None) -> tuple[TemplatePreview | None, str]:
    """The preview and a word about it; no preview when the draft does not render."""
    try:
        preview = template_preview(template=template, contact=contact or SAMPLE_CONTACT)
    except InvalidInput as error:
        return None, f"This draft can’t be shown yet: {error.message}"
    missing = ", ".join(preview.missing)
    return preview, f"No value for: {missing}." if missing else ""
