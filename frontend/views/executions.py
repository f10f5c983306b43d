"""Who is in a campaign, and the journal of one contact's way through it."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from campaigns.models import ExecutionState
from campaigns.selectors import (
    StepLine,
    campaign_funnel,
    campaign_get,
    execution_get,
    execution_journal,
    executions_page,
)
from frontend.access import workspace_page
from frontend.campaign_numbers import node_title
from frontend.pages import render_page
from frontend.paging import PAGE_SIZE
from frontend.words import EXECUTION_STATE, word_for
from workspaces.errors import InvalidInput, NotFound
from workspaces.models import Membership

_DOTS = {"completed": "bg-success", "failed": "bg-error", "skipped": "bg-warning"}


@require_safe
@workspace_page
def contacts(request: HttpRequest, membership: Membership, campaign_id: str) -> HttpResponse:
    """Contacts in the campaign by `?search=` (e-mail), `?state=` and `?node=`, paged by `?cursor=`."""
    campaign = campaign_get(membership.workspace, campaign_id)
    filters = {key: request.GET.get(key, "").strip() for key in ("search", "state", "node")}
    if filters["state"] not in ExecutionState.values:
        filters["state"] = ""
    cursor = request.GET.get("cursor", "")
    try:
        found = executions_page(
            campaign,
            state=filters["state"] or None,
            node=filters["node"] or None,
            search=filters["search"],
            cursor=cursor,
            limit=PAGE_SIZE,
        )
    except InvalidInput as error:
        raise NotFound(error.message) from error
    context = {
        "campaign": campaign,
        "filters": filters,
        "rows": [{"execution": row, "state": word_for(EXECUTION_STATE, row.state)} for row in found.rows],
        "page": _links(request, found.next_cursor, cursor),
        "state_choices": [(key, word.label) for key, word in EXECUTION_STATE.items()],
        "node_choices": [(node.node, node_title(node)) for node in campaign_funnel(campaign)],
    }
    return render_page(request, membership, "frontend/campaigns/contacts.html", context, section="campaigns")


@require_safe
@workspace_page
def journal(request: HttpRequest, membership: Membership, campaign_id: str, execution_id: str) -> HttpResponse:
    """Every step of one contact, each with its reason in plain words."""
    campaign = campaign_get(membership.workspace, campaign_id)
    execution = execution_get(membership.workspace, execution_id)
    if execution.campaign_id != campaign.pk:
        raise NotFound("There is no such execution in this campaign.")
    context = {
        "campaign": campaign,
        "execution": execution,
        "state": word_for(EXECUTION_STATE, execution.state),
        "lines": [{"line": line, "dot": _dot(line)} for line in execution_journal(execution)],
    }
    return render_page(request, membership, "frontend/campaigns/journal.html", context, section="campaigns")


def _dot(line: StepLine) -> str:
    return _DOTS.get(line.outcome, "bg-primary")


def _links(request: HttpRequest, next_cursor: str, cursor: str) -> dict[str, object]:
    query = request.GET.copy()
    query.pop("cursor", None)
    first = query.urlencode()
    if next_cursor:
        query["cursor"] = next_cursor
    return {"next_query": query.urlencode() if next_cursor else "", "first_query": first, "is_first": not cursor}
