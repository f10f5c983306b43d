"""Why? One contact and one campaign: got it or not, since when, which rule decided with which values, step by step."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from campaigns.explain import Decision, EntryAnswer, explain
from campaigns.selectors import campaign_get
from contacts.selectors import contact_get
from frontend.access import workspace_page
from frontend.journal import journal_lines
from frontend.pages import render_page
from frontend.words import DECISION, EXECUTION_STATE, MESSAGE_STATE, VERDICT, word_for
from workspaces.models import Membership


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


def _entry(entry: EntryAnswer) -> dict[str, object]:
    return {
        "entry": entry,
        "state": word_for(EXECUTION_STATE, entry.state),
        "messages": [(message, word_for(MESSAGE_STATE, message.state)) for message in entry.messages],
        "lines": journal_lines(entry.journal),
    }


def _decision(decision: Decision) -> dict[str, object]:
    return {"decision": decision, "outcome": word_for(DECISION, decision.outcome)}
