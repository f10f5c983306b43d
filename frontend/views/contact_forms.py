"""Making a contact by hand, and changing one: fields, tags, attributes, consent."""

import json
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from contacts.models import Contact
from contacts.selectors import ContactRef, contact_get, contacts_resolve
from contacts.services import ConsentChange, consent_set_many, contact_update, contact_upsert
from frontend.access import actor_of, require_role, workspace_page
from frontend.contact_fields import (
    changes_of,
    consent_changes,
    consents_of,
    inputs_of,
    seen_values,
    shown_values,
    tags_of,
)
from frontend.pages import render_page
from workspaces.clock import database_now
from workspaces.errors import Conflict, FieldError, InvalidInput
from workspaces.models import Membership, Role
from workspaces.selectors import row_locked
from workspaces.timezones import known_timezones


@require_http_methods(["GET", "HEAD", "POST"])
@workspace_page
def contact_new(request: HttpRequest, membership: Membership) -> HttpResponse:
    """A new contact. One whose address or id is known already is not changed: the form says so."""
    require_role(membership, Role.EDITOR)
    if request.method != "POST":
        return _shown(request, membership, None, shown_values(None, membership.workspace), {})
    try:
        with transaction.atomic():
            contact = _made(request, membership)
    except (InvalidInput, Conflict) as error:
        return _shown(
            request, membership, None, request.POST.dict(), _problems(error), _holder(membership, request, error)
        )
    messages.success(request, f"{contact} is there.")
    return redirect("frontend:contact", membership.workspace.slug, contact.public_id)


@require_http_methods(["GET", "HEAD", "POST"])
@workspace_page
def contact_edit(request: HttpRequest, membership: Membership, contact_id: str) -> HttpResponse:
    """Changes what was changed in the form, and nothing else; of what somebody else changed meanwhile it tells."""
    require_role(membership, Role.EDITOR)
    contact = contact_get(workspace=membership.workspace, contact_id=contact_id)
    if request.method != "POST":
        return _shown(request, membership, contact, shown_values(contact, membership.workspace), {})
    try:
        with transaction.atomic():
            contact = row_locked(contact)
            fields = changes_of(membership.workspace, contact, request.POST)
            changed = contact_update(contact=contact, fields=fields, actor=actor_of(membership)) if fields else contact
            consented = _consent(request, membership, contact)
    except (InvalidInput, Conflict) as error:
        return _shown(
            request, membership, contact, request.POST.dict(), _problems(error), _holder(membership, request, error)
        )
    messages.success(request, f"{changed} is saved." if fields or consented else "Nothing was changed.")
    return redirect("frontend:contact", membership.workspace.slug, contact.public_id)


def _made(request: HttpRequest, membership: Membership) -> Contact:
    workspace = membership.workspace
    fields = changes_of(workspace, None, request.POST)
    known = [ContactRef(name, fields[name]) for name in ("email", "external_id") if fields.get(name)]
    for ref, contact_id in zip(known, contacts_resolve(workspace_id=workspace.pk, refs=known), strict=True):
        if contact_id is not None:
            raise Conflict("This contact is there already.", details=[FieldError(ref.field, "belongs to a contact")])
    contact, is_new = contact_upsert(workspace=workspace, fields=fields, actor=actor_of(membership))
    if not is_new:
        # Only the number is left to have been known; what was written is rolled back.
        raise Conflict("This contact is there already.", details=[FieldError("phone", "belongs to a contact")])
    _consent(request, membership, contact)
    return contact


def _consent(request: HttpRequest, membership: Membership, contact: Contact) -> int:
    changes = [ConsentChange(contact.pk, *change) for change in consent_changes(contact, request.POST)]
    if not changes:
        return 0
    source = f"page:{membership.user.email}"
    return consent_set_many(workspace_id=membership.workspace.pk, changes=changes, source=source, now=database_now())


def _problems(error: InvalidInput | Conflict) -> dict[str, str]:
    return {detail.field: detail.message for detail in error.details} or {"": error.message}


def _holder(membership: Membership, request: HttpRequest, error: InvalidInput | Conflict) -> Contact | None:
    """Whose address, number or id was written down, where it is somebody's."""
    if not isinstance(error, Conflict):
        return None
    refs = [
        ContactRef(each.field, request.POST.get(each.field, "").strip())
        for each in error.details
        if each.field in ("email", "phone", "external_id")
    ]
    found = contacts_resolve(workspace_id=membership.workspace.pk, refs=refs) if refs else []
    return Contact.objects.in_workspace(membership.workspace).filter(pk__in=[each for each in found if each]).first()


def _shown(
    request: HttpRequest,
    membership: Membership,
    contact: Contact | None,
    values: Mapping[str, Any],
    problems: Mapping[str, str],
    holder: Contact | None = None,
) -> HttpResponse:
    workspace = membership.workspace
    own, attributes = inputs_of(workspace, values, problems)
    tags, suggested = tags_of(workspace, contact)
    named = {each.name for each in (*own, *attributes)}
    is_sent = request.method == "POST"
    address = ("contacts", []) if contact is None else ("contact", [contact.public_id])
    context = {
        "contact": contact,
        "holder": holder,
        "own": own,
        "attributes": attributes,
        "tags": tags,
        "suggested": suggested,
        "ticked": request.POST.getlist("tag") if is_sent else tags,
        "new_tags": values.get("new_tags", ""),
        "consents": consents_of(contact),
        "shown": json.dumps(seen_values(workspace, contact, request.POST) if is_sent else dict(values)),
        "timezones": sorted(known_timezones()),
        "problems": [words for field, words in problems.items() if field not in named],
        "back_url": reverse(f"frontend:{address[0]}", args=[workspace.slug, *address[1]]),
    }
    return render_page(request, membership, "frontend/contacts/form.html", context, section="contacts")
