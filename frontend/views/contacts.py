"""Contacts: the list with its search, and what is known of one of them."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from campaigns.selectors import contact_executions, contact_missed_campaigns
from contacts.selectors import contact_consents, contact_get, contact_segments, events_page
from contacts.selectors import contact_list as contacts_of
from frontend.access import workspace_page
from frontend.pages import render_page
from frontend.paging import page_of
from frontend.words import EXECUTION_STATE, word_for
from workspaces.models import Membership

MOST_CAMPAIGNS, MOST_EVENTS = 50, 20


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
    """Fields, tags, consent, segments and campaigns of one contact."""
    contact = contact_get(workspace=membership.workspace, contact_id=contact_id)
    executions = contact_executions(contact)[:MOST_CAMPAIGNS]
    missed = contact_missed_campaigns(contact)[:MOST_CAMPAIGNS]
    context = {
        "contact": contact,
        "consents": contact_consents(contact=contact),
        "segments": contact_segments(contact=contact),
        "missed": missed,
        "events": events_page(membership.workspace, contact=contact, limit=MOST_EVENTS).rows,
        "executions": [{"execution": row, "state": word_for(EXECUTION_STATE, row.state)} for row in executions],
    }
    return render_page(request, membership, "frontend/contacts/page.html", context, section="contacts")
