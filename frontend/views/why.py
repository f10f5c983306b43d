"""Why? One contact and one campaign, or one event: what came of it, and which rule decided with which values."""

import json

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from campaigns.explain import Decision, EntryAnswer, event_decisions, explain
from campaigns.selectors import campaign_get
from contacts.models import Contact, Event
from contacts.selectors import contact_get
from frontend.access import workspace_page
from frontend.journal import journal_lines
from frontend.pages import render_page
from frontend.words import DECISION, EXECUTION_STATE, MESSAGE_STATE, VERDICT, word_for
from workspaces.errors import NotFound
from workspaces.models import Membership
from workspaces.selectors import row_find


@require_safe
@workspace_page
def contact_why(request: HttpRequest, membership: Membership, contact_id: str, campaign_id: str) -> HttpResponse:
    """The whole explanation, as the API has it."""
    contact = contact_get(workspace=membership.workspace, contact_id=contact_id)
    campaign = campaign_get(membership.workspace, campaign_id)
    answer = explain(campaign=campaign, contact=contact)
    context = {
        "contact": contact,
        "campaign": campaign,
        "answer": answer,
        "verdict": word_for(VERDICT, answer.verdict),
        "entries": [_entry(entry) for entry in answer.entries],
        "decisions": [_decision(decision) for decision in answer.decisions],
    }
    return render_page(request, membership, "frontend/contacts/why.html", context, section="contacts")


@require_safe
@workspace_page
def contact_event(request: HttpRequest, membership: Membership, contact_id: str, event_id: str) -> HttpResponse:
    """What one event of the contact did, and what it did not."""
    contact = contact_get(workspace=membership.workspace, contact_id=contact_id)
    event = row_find(Event, event_id, [membership.workspace_id])
    if event.contact_id != contact.pk:
        raise NotFound("There is no such event.")
    answer = event_decisions(event)
    context = {
        "contact": contact,
        "event": event,
        "answer": answer,
        "json": _json(event, contact),
        "triggers": [{"told": each, "outcome": word_for(DECISION, each.decision.outcome)} for each in answer.triggers],
    }
    return render_page(request, membership, "frontend/contacts/event.html", context, section="contacts")


def _json(event: Event, contact: Contact) -> str:
    """The event as the tenant API answers with it."""
    fields = {
        "id": event.public_id,
        "contact_id": contact.public_id,
        "name": event.name,
        "properties": event.properties,
        "occurred_at": event.occurred_at.isoformat(),
        "created_at": event.created_at.isoformat(),
        "routed_at": event.routed_at.isoformat() if event.routed_at is not None else None,
        "key": event.key,
    }
    return json.dumps(fields, indent=2, ensure_ascii=False)


def _entry(entry: EntryAnswer) -> dict[str, object]:
    return {
        "entry": entry,
        "state": word_for(EXECUTION_STATE, entry.state),
        "messages": [(message, word_for(MESSAGE_STATE, message.state)) for message in entry.messages],
        "lines": journal_lines(entry.journal),
    }


def _decision(decision: Decision) -> dict[str, object]:
    return {"decision": decision, "outcome": word_for(DECISION, decision.outcome)}
