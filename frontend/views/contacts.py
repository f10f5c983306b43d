"""Contacts: the list with its search, and what is known of one of them."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from contacts.selectors import contact_get
from contacts.selectors import contact_list as contacts_of
from frontend.access import workspace_page
from frontend.contact_sections import Look, sections_of
from frontend.pages import render_page
from frontend.paging import page_of
from workspaces.models import Membership


@require_safe
@workspace_page
def contact_list(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Everybody, or those whose name or address holds `?search=`."""
    search = request.GET.get("search", "").strip()
    page = page_of(contacts_of(workspace=membership.workspace, search=search), request.GET)
    context = {"page": page, "search": search}
    return render_page(request, membership, "frontend/contacts/list.html", context, section="contacts")


@require_safe
@workspace_page
def contact_page(request: HttpRequest, membership: Membership, contact_id: str) -> HttpResponse:
    """What is known of one contact, section by section."""
    contact = contact_get(workspace=membership.workspace, contact_id=contact_id)
    context = {"contact": contact, "sections": sections_of(Look(request, membership, contact))}
    return render_page(request, membership, "frontend/contacts/page.html", context, section="contacts")
