"""One person's data on the pages: taking it out as a file, erasing it, and merging two contacts after a look."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contacts.models import Contact
from contacts.selectors import contact_find, contact_get, merge_preview
from contacts.services import contact_delete, contact_merge
from frontend.access import actor_of, require_role, workspace_page
from frontend.merge_words import merge_rows
from frontend.pages import render_page
from frontend.personal_export import personal_archive
from workspaces.errors import InvalidInput, NotFound
from workspaces.models import Membership, Role


@require_safe
@workspace_page
def contact_export_zip(request: HttpRequest, membership: Membership, contact_id: str) -> HttpResponse:
    """Everything that is kept about the contact, as JSON and as a page to read, in one file."""
    require_role(membership, Role.EDITOR)
    contact = contact_get(workspace=membership.workspace, contact_id=contact_id)
    headers = {"Content-Disposition": f'attachment; filename="{contact.public_id}.zip"'}
    return HttpResponse(personal_archive(contact), content_type="application/zip", headers=headers)


@require_POST
@workspace_page
def contact_erase(request: HttpRequest, membership: Membership, contact_id: str) -> HttpResponse:
    """Erases the contact; the page asked before."""
    require_role(membership, Role.EDITOR)
    contact = contact_get(workspace=membership.workspace, contact_id=contact_id)
    contact_delete(contact=contact, actor=actor_of(membership))
    messages.success(request, "The contact is erased. Nothing will be sent to its addresses, even if they come again.")
    return redirect("frontend:contacts", slug=membership.workspace.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@workspace_page
def contact_merge_page(request: HttpRequest, membership: Membership, contact_id: str) -> HttpResponse:
    """Who is the same person (`?with=` an id or an address), what would stay, and the merge by POST."""
    require_role(membership, Role.EDITOR)
    workspace = membership.workspace
    target = contact_get(workspace=workspace, contact_id=contact_id)
    text = (request.POST if request.method == "POST" else request.GET).get("with", "").strip()
    source, fault = _other(membership, target, text)
    if request.method == "POST" and source is not None:
        try:
            merged = contact_merge(target=target, source=source, actor=actor_of(membership))
        except (InvalidInput, NotFound) as error:
            fault = error.message
        else:
            messages.success(request, "The two are one contact now.")
            return redirect("frontend:contact", slug=workspace.slug, contact_id=merged.public_id)
    context = {
        "contact": target,
        "text": text,
        "other": source,
        "fault": fault,
        "fields": list(merge_rows(workspace, merge_preview(target=target, source=source))) if source else [],
    }
    return render_page(request, membership, "frontend/contacts/merge.html", context, section="contacts")


def _other(membership: Membership, target: Contact, text: str) -> tuple[Contact | None, str]:
    """The contact that is meant, or why there is none."""
    if not text:
        return None, ""
    try:
        found = contact_find(workspace=membership.workspace, text=text)
    except NotFound:
        return None, "There is no contact with this address or id."
    if found.pk == target.pk:
        return None, "That is this very contact."
    return found, ""
