"""Templates: the list, and a page that shows one as a contact of choice would get it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from frontend.access import may, workspace_page
from frontend.csp import HEADER, TEMPLATE_FRAME
from frontend.pages import render_page
from frontend.paging import page_of
from frontend.part_prices import part_prices
from frontend.short_forms import language_name
from frontend.views.short_templates import SHORT
from frontend.words import TEMPLATE_STATE, Word, word_for
from messaging.selectors.previews import ShownTemplate, template_shown
from templates_app.api.needs import publish_need
from templates_app.models import Template, TemplateState
from templates_app.rendering.dark import as_by_day, as_in_dark_mode
from templates_app.selectors import TemplateDetail, template_briefs, template_get, template_versions
from templates_app.selectors import template_list as templates_of
from templates_app.services import approval_needed
from templates_app.services.templates import EDITABLE
from workspaces.errors import InvalidInput
from workspaces.models import Membership, Role

_WAITING = Word("Waits for approval", "busy")
_SHOWN_VERSIONS = 20
_LONGEST_LOCALE = 20


@require_safe
@workspace_page
def template_list(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Every template that is not put away, or with `?archived=1` those that are; `?search=` by name."""
    archived = request.GET.get("archived") == "1"
    search = request.GET.get("search", "").strip()
    found = templates_of(
        workspace=membership.workspace, state=TemplateState.ARCHIVED if archived else None, search=search
    )
    page = page_of(template_briefs(found), request.GET)
    rows = [{"item": item, "state": _word(item)} for item in page.rows]
    context = {
        "page": page,
        "rows": rows,
        "archived": archived,
        "search": search,
        "approval": approval_needed(membership.workspace),
        "may_require": may(membership, Role.ADMIN),
        "short_channels": [(each.value, each.label) for each in SHORT],
    }
    return render_page(request, membership, "frontend/templates/list.html", context, section="templates")


@require_safe
@workspace_page
def template_page(request: HttpRequest, membership: Membership, template_id: str) -> HttpResponse:
    """One template, previewed for `?contact=<e-mail>` or for a sample contact, and what can be done with it."""
    template = template_get(workspace=membership.workspace, template_id=template_id)
    shown_for, locale = request.GET.get("contact", "").strip(), request.GET.get("locale", "")[:_LONGEST_LOCALE]
    shown, note = _shown(template, shown_for, locale)
    frame = reverse("frontend:template_preview", args=[membership.workspace.slug, template.public_id])
    publisher = publish_need(membership.workspace).role
    context = {
        "template": template,
        "is_short": template.channel in SHORT,
        "detail": TemplateDetail.of(template),
        "state": _word(template),
        "shown_for": shown_for,
        "note": note,
        "preview": shown.preview.rendered if shown else None,
        "prices": part_prices(template, shown.preview.rendered) if shown else [],
        "findings": shown.preview.findings if shown else (),
        "frame_url": f"{frame}?{urlencode({'contact': shown_for, 'locale': locale})}",
        "locales": [(each, language_name(each)) for each in template.content.get("locales") or {}],
        "locale": locale,
        "versions": template_versions(template=template).defer("content", "compiled")[:_SHOWN_VERSIONS],
        "is_editable": template.state in EDITABLE,
        "may_publish": may(membership, publisher) and template.state in EDITABLE and _has_news(template),
        "may_approve": may(membership, Role.ADMIN),
        "own_change": template.changed_by == f"user:{membership.user.pk}",
    }
    return render_page(request, membership, "frontend/templates/page.html", context, section="templates")


@require_safe
@xframe_options_sameorigin
@workspace_page
def preview_frame(request: HttpRequest, membership: Membership, template_id: str) -> HttpResponse:
    """The preview's HTML alone, for a frame: served under a policy that lets it run nothing. `?scheme=dark` shows it as
    in dark mode, `?locale=` in that language.
    """
    template = template_get(workspace=membership.workspace, template_id=template_id)
    shown, note = _shown(
        template, request.GET.get("contact", "").strip(), request.GET.get("locale", "")[:_LONGEST_LOCALE]
    )
    if shown is None or not shown.preview.rendered.html:
        raise Http404(note or "This template has no HTML.")
    html = shown.preview.rendered.html
    dressed = as_in_dark_mode(html) if request.GET.get("scheme") == "dark" else as_by_day(html)
    return HttpResponse(dressed, headers={HEADER: TEMPLATE_FRAME})


def _word(template: Template) -> Word:
    return _WAITING if template.is_waiting else word_for(TEMPLATE_STATE, template.state)


def _has_news(template: Template) -> bool:
    """Whether publishing would change what is sent: a waiting draft may differ by a snippet alone."""
    return template.has_changes or template.is_waiting


def _shown(template: Template, contact: str, locale: str = "") -> tuple[ShownTemplate | None, str]:
    """The preview and a word about it; for a sample contact where there is no such one, and none that can't be made."""
    note = ""
    try:
        shown = template_shown(template=template, contact=contact, locale=locale, stand_ins=True)
    except InvalidInput as error:
        if not any(detail.field == "contact" for detail in error.details):
            return None, f"This draft can’t be shown yet: {error.message}"
        note = f"There is no contact {contact}; this is how a sample contact would get it."
        try:
            shown = template_shown(template=template, locale=locale, stand_ins=True)
        except InvalidInput as again:
            return None, f"This draft can’t be shown yet: {again.message}"
    missing = ", ".join(shown.preview.missing)
    return shown, note or (f"No value for: {missing}." if missing else "")
