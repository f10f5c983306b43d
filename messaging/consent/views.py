"""The public pages of confirmation and preferences. They need no session: the signed link says whose they are.

GET never changes anything, as mail programs and scanners fetch links ahead; POST answers with a page, never elsewhere.
"""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from contacts.models import Contact, ContactAlias
from messaging.consent.confirming import confirmation_grant
from messaging.consent.links import read_token
from messaging.consent.preferences import choices_of, preferences_refuse_all, preferences_save
from messaging.models import ConsentConfirmation, ConsentSettings
from messaging.tracking.tokens import InvalidToken, Purpose, read
from workspaces.channels import Channel
from workspaces.clock import database_now
from workspaces.models import Workspace
from workspaces.wall.scope import everywhere, narrow

_PRIVATE = {"X-Robots-Tag": "noindex, nofollow", "Referrer-Policy": "no-referrer"}
_MOST_BOXES = 1_000


@csrf_exempt  # the token in the address is the proof; who opens a link in a mail has no cookie of ours
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest, token: str) -> HttpResponse:
    """What one contact wants to get: shown with the present state, and saved."""
    try:
        said = read_token(token)
    except InvalidToken:
        return _page(request, "invalid", {}, status=404)
    if said.expired(database_now()):
        return _page(request, "expired", {}, status=410)
    contact = _contact(said.contact_id)
    if contact is None:
        return _page(request, "invalid", {}, status=404)
    narrow(contact.workspace_id)
    brand = _brand(contact.workspace)
    context: dict[str, Any] = {**brand, "saved": False, "stopped": False}
    if request.method == "POST":
        context |= _saved(request, contact, brand["workspace"])
    context["channels"] = choices_of(contact)
    return _page(request, "preferences", context)


def _saved(request: HttpRequest, contact: Contact, brand: str) -> dict[str, Any]:
    where = {"ip": request.META.get("REMOTE_ADDR", ""), "user_agent": request.headers.get("User-Agent", "")[:1_000]}
    if request.POST.get("action") == "none":
        preferences_refuse_all(contact=contact, text=f"No more marketing from {brand}", **where)
        return {"stopped": True}
    ticked = set(request.POST.getlist("box")[:_MOST_BOXES])
    preferences_save(contact=contact, ticked=ticked, text=f"Preference page of {brand}", **where)
    return {"saved": True}


@csrf_exempt  # as above
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """A page with a button; pressing it is the contact's yes."""
    row = _confirmation(token)
    if row is None:
        return _page(request, "invalid", {}, status=404)
    narrow(row.workspace_id)
    context: dict[str, Any] = {
        **_brand(row.workspace),
        "topic": row.topic.name if row.topic else "",
        "channel": Channel(row.channel).label,
        "address": row.contact.email or "",
        "text": row.text,
    }
    if row.confirmed_at is not None:
        return _page(request, "confirmed", context)
    if row.expires_at <= database_now():
        return _page(request, "confirm_expired", context, status=410)
    if request.method != "POST":
        return _page(request, "confirm", context)
    confirmation_grant(
        confirmation=row,
        ip=request.META.get("REMOTE_ADDR", ""),
        user_agent=request.headers.get("User-Agent", "")[:1_000],
    )
    return _page(request, "confirmed", context)


@everywhere()
def _contact(contact_id: UUID) -> Contact | None:
    """The contact of a link, or the one that it was merged into since."""
    found = Contact.objects.across_workspaces().select_related("workspace").filter(pk=contact_id).first()
    if found is not None:
        return found
    alias = ContactAlias.objects.across_workspaces().select_related("contact__workspace").filter(pk=contact_id).first()
    return alias.contact if alias is not None else None


@everywhere()
def _confirmation(token: str) -> ConsentConfirmation | None:
    try:
        key = read(Purpose.CONFIRM, token)
    except InvalidToken:
        return None
    rows = ConsentConfirmation.objects.across_workspaces().select_related("workspace", "contact", "topic")
    return rows.filter(pk=key).first()


def _brand(workspace: Workspace) -> dict[str, Any]:
    """What the workspace calls itself before its contacts."""
    chosen = ConsentSettings.objects.in_workspace(workspace).first()
    return {
        "workspace": (chosen.brand_name if chosen else "") or workspace.name,
        "intro": chosen.intro if chosen else "",
    }


def _page(request: HttpRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    return HttpResponse(render_to_string(f"messaging/{name}.html", context, request), status=status, headers=_PRIVATE)
