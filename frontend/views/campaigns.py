"""The list of campaigns: found by name, status, type and channel, with what runs as it moves."""

from typing import Any
from uuid import UUID

from django.db.models.functions import Lower
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from campaigns.models import CampaignType
from campaigns.selectors import ShownStatus, campaigns_list, campaigns_of
from frontend.access import may, workspace_page
from frontend.campaign_rows import CampaignRow, campaign_rows
from frontend.pages import render_page, render_part
from frontend.paging import PAGE_SIZE, Sort, sorted_page_of
from frontend.views.bulk import outcome_of
from frontend.words import BULK_ACTION, CAMPAIGN_STATUS, word_for
from workspaces.channels import Channel
from workspaces.models import Membership, Role


def _moment(text: str) -> Any:
    moment = parse_datetime(text)
    if moment is None or moment.tzinfo is None:
        raise ValueError(text)
    return moment


def _name(text: str) -> str:
    if "\0" in text:
        raise ValueError(text)
    return text


SORTS = {
    "newest": ("Newest first", Sort("pk", True, UUID)),
    "changed": ("Changed last", Sort("updated_at", True, _moment)),
    "name": ("By name", Sort("folded_name", False, _name)),
}


@require_safe
@workspace_page
def campaign_list(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Campaigns by `?search=`, `?status=`, `?type=` and `?channel=`, in the order of `?sort=`."""
    filters = _filters(request.GET)
    campaigns = campaigns_list(
        membership.workspace,
        statuses=[ShownStatus(filters["status"])] if filters["status"] else None,
        search=filters["search"],
        type=filters["type"] or None,
        channel=filters["channel"] or None,
    )
    rows_of = campaigns.select_related("audience").annotate(folded_name=Lower("name"))
    page = sorted_page_of(rows_of, request.GET, SORTS[filters["sort"]][1])
    rows = campaign_rows(page.rows)
    context = _moving(membership, rows) | {
        "rows": rows,
        "page": page,
        "filters": filters,
        "filtered": any(value for name, value in filters.items() if name != "sort"),
        "status_choices": [(status.value, word_for(CAMPAIGN_STATUS, status).label) for status in ShownStatus],
        "type_choices": CampaignType.choices,
        "channel_choices": Channel.choices,
        "sort_choices": [(key, label) for key, (label, _) in SORTS.items()],
        "bulk_actions": list(BULK_ACTION.items()) if may(membership, Role.EDITOR) else [],
        "outcome": outcome_of(request, membership),
    }
    return render_page(request, membership, "frontend/campaigns/list.html", context, section="campaigns")


@require_safe
@workspace_page
def list_progress(request: HttpRequest, membership: Membership) -> HttpResponse:
    """What moves in the list, of the campaigns that `?campaign=` names: those that run still."""
    wanted = request.GET.getlist("campaign")[:PAGE_SIZE]
    rows = campaign_rows(list(campaigns_of(membership.workspace, wanted).select_related("audience")))
    context = _moving(membership, rows) | {"rows": rows, "swapped": True}
    return render_part(request, membership, "frontend/campaigns/list_progress.html", context)


def _filters(query: QueryDict) -> dict[str, str]:
    """What was chosen; whatever is no choice counts as not chosen."""
    choices = {"status": ShownStatus.values, "type": CampaignType.values, "channel": Channel.values}
    found = {name: value if (value := query.get(name, "")) in known else "" for name, known in choices.items()}
    sort = query.get("sort", "")
    return found | {"search": query.get("search", "").strip(), "sort": sort if sort in SORTS else "newest"}


def _moving(membership: Membership, rows: list[CampaignRow]) -> dict[str, Any]:
    moving = [row.campaign.public_id for row in rows if row.moves]
    url = reverse("frontend:campaigns_progress", args=[membership.workspace.slug])
    return {"progress_url": f"{url}?{urlencode({'campaign': moving}, doseq=True)}" if moving else ""}
