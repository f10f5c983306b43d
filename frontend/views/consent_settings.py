"""How the workspace asks for consent: the confirmation mail, how long its link works, words of the preference page."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from frontend.access import actor_of, require_role, workspace_page
from frontend.pages import render_page
from frontend.reading import unless_changed
from messaging.models import ConsentSettings
from messaging.selectors import confirmation_templates, consent_settings
from messaging.services import consent_settings_set
from workspaces.errors import FieldError, InvalidInput, Stale
from workspaces.models import Membership, Role

_NUMBERS = ("link_hours", "cooldown_minutes")


@require_http_methods(["GET", "HEAD", "POST"])
@workspace_page
def asking(request: HttpRequest, membership: Membership) -> HttpResponse:
    """The form; POST saves it."""
    workspace = membership.workspace
    templates = list(confirmation_templates(workspace=workspace))
    stored = consent_settings(workspace=workspace)
    if request.method != "POST":
        template = stored.confirmation_template
        values: dict[str, Any] = {name: getattr(stored, name) for name in (*_NUMBERS, "brand_name", "intro")}
        values["template"] = template.public_id if template else ""
        return _shown(request, membership, stored, templates, values, {})
    require_role(membership, Role.EDITOR)
    chosen = next((each for each in templates if each.public_id == request.POST.get("template")), None)
    try:
        with unless_changed(request, stored):
            consent_settings_set(
                workspace=workspace,
                confirmation_template=chosen,
                brand_name=request.POST.get("brand_name", ""),
                intro=request.POST.get("intro", ""),
                actor=actor_of(membership),
                **{name: _number(request.POST, name) for name in _NUMBERS},
            )
    except Stale:
        return _shown(request, membership, stored, templates, request.POST.dict(), {})
    except InvalidInput as error:
        faults = {detail.field: detail.message for detail in error.details}
        return _shown(request, membership, stored, templates, request.POST.dict(), faults)
    messages.success(request, "Saved.")
    return redirect("frontend:consent_settings", slug=workspace.slug)


def _number(data: QueryDict, name: str) -> int:
    text = data.get(name, "").strip()
    if not (text.isascii() and text.isdecimal() and len(text) < 9):
        raise InvalidInput("A number is needed.", [FieldError(name, "must be a number")])
    return int(text)


def _shown(
    request: HttpRequest,
    membership: Membership,
    stored: ConsentSettings,
    templates: list[Any],
    values: dict[str, Any],
    faults: dict[str, str],
) -> HttpResponse:
    context = {"stored": stored, "templates": templates, "values": values, "faults": faults}
    page = "frontend/topics/asking.html"
    return render_page(request, membership, page, context, section="topics")
