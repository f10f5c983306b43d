"""Who is in a campaign, and the journal of one contact's way through it."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from campaigns.models import Campaign, OrderAction
from campaigns.selectors import (
    ExecutionPage,
    actions_allowed,
    actions_taken,
    campaign_funnel,
    campaign_get,
    campaign_stuck,
    execution_journal,
    execution_of,
    executions_page,
)
from frontend.access import workspace_page
from frontend.campaign_numbers import step_titles, titles_of
from frontend.campaign_page import render_campaign
from frontend.execution_filters import choices_of, days_of, filters_of
from frontend.journal import journal_lines
from frontend.pages import render_page
from frontend.paging import PAGE_SIZE
from frontend.views.operators import orders_context
from frontend.words import EXECUTION_STATE, ORDER_ACTION, word_for
from workspaces.clock import database_now
from workspaces.errors import InvalidInput, NotFound
from workspaces.models import Membership


@require_safe
@workspace_page
def contacts(request: HttpRequest, membership: Membership, campaign_id: str) -> HttpResponse:
    """Contacts in the campaign by `?search=` (e-mail), `?state=`, `?node=`, `?reason=`, by `?port=` and `?message=`.

    The last two within the days from `?from=` to `?to=`.
    """
    campaign = campaign_get(membership.workspace, campaign_id)
    filters, cursor = filters_of(request.GET), request.GET.get("cursor", "")
    found = _found(campaign, filters, cursor)
    funnel = campaign_funnel(campaign)
    titles = titles_of(funnel)
    context = {
        "filters": filters,
        "filtered": any(filters.values()),
        # What an order to everybody would not regard.
        "narrowed": any(filters[name] for name in ("search", "port", "reason", "message")),
        "rows": [
            {
                "execution": row,
                "state": word_for(EXECUTION_STATE, row.state),
                "step": titles.get(row.node, row.node_name),
            }
            for row in found.rows
        ],
        "page": _links(request, found.next_cursor, cursor),
        "now": database_now(),
        "cut_short": found.cut_short,
        **choices_of(funnel, titles, filters),
        "dated": bool(filters["port"] or filters["message"]),
        "operations": [(action.value, ORDER_ACTION[action].label) for action in actions_taken(campaign)],
        "stuck": campaign_stuck(campaign),
    } | orders_context(membership, campaign)
    return render_campaign(request, membership, campaign, "frontend/campaigns/contacts.html", context, tab="contacts")


def _found(campaign: Campaign, filters: Mapping[str, str], cursor: str) -> ExecutionPage:
    asked: dict[str, Any] = {name: filters[name] or None for name in ("state", "node", "port", "reason", "message")}
    try:
        return executions_page(
            campaign, **asked, days=days_of(filters), search=filters["search"], cursor=cursor, limit=PAGE_SIZE
        )
    except InvalidInput as error:
        raise NotFound(error.message) from error


@require_safe
@workspace_page
def journal(request: HttpRequest, membership: Membership, campaign_id: str, execution_id: str) -> HttpResponse:
    """Every step of one contact, each with its reason in plain words."""
    campaign = campaign_get(membership.workspace, campaign_id)
    execution = execution_of(campaign, execution_id)
    titles = step_titles(campaign)
    allowed = [action for action in actions_allowed(execution, database_now()) if action in actions_taken(campaign)]
    context = {
        "operations": [{"value": action.value, "word": ORDER_ACTION[action]} for action in allowed],
        "steps": list(step_titles(campaign, enterable=True).items()) if OrderAction.MOVE in allowed else [],
        "campaign": campaign,
        "execution": execution,
        "state": word_for(EXECUTION_STATE, execution.state),
        "lines": journal_lines(execution_journal(execution), titles),
    }
    return render_page(request, membership, "frontend/campaigns/journal.html", context, section="campaigns")


def _links(request: HttpRequest, next_cursor: str, cursor: str) -> dict[str, object]:
    query = request.GET.copy()
    query.pop("cursor", None)
    first = query.urlencode()
    if next_cursor:
        query["cursor"] = next_cursor
    return {"next_query": query.urlencode() if next_cursor else "", "first_query": first, "is_first": not cursor}
