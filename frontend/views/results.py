"""A campaign's results: what happened when, where contacts went, how variants compare, whether the goal was reached."""

from collections.abc import Mapping
from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_safe

from campaigns.selectors import (
    Grain,
    Period,
    campaign_analytics,
    campaign_get,
    campaign_links,
    period_between,
    period_days,
    period_hours,
)
from frontend.access import workspace_page
from frontend.campaign_page import render_campaign
from frontend.campaign_results import results_of
from workspaces.clock import database_now
from workspaces.errors import InvalidInput
from workspaces.models import Membership

RANGES = {
    "24h": "Last 24 hours",
    "7d": "Last 7 days",
    "30d": "Last 30 days",
    "90d": "Last 90 days",
    "custom": "Days of my own",
}
GROUPS = {"day": "By day", "week": "By week", "month": "By month"}
EXPORTS = {"campaign_funnel": "Funnel", "campaign_timeline": "Last 30 days", "campaign_contacts": "Contacts"}
LINKS_SHOWN = 25
_DEFAULT = {"range": "30d", "group": "day"}
_DAYS = {"7d": 7, "30d": 30, "90d": 90}


@require_safe
@workspace_page
def results(request: HttpRequest, membership: Membership, campaign_id: str) -> HttpResponse:
    """The results by `?range=` and `?group=`, of `custom` days with `?first=` and `?last=`."""
    campaign = campaign_get(membership.workspace, campaign_id)
    filters = _filters(request.GET)
    problem = ""
    try:
        period = _period(filters, membership.workspace.timezone)
    except InvalidInput as refused:
        problem = f"These days can't be shown: {_SAID[refused.details[0].field]}"
        period = _period(_DEFAULT, membership.workspace.timezone)
    context = {
        "campaign": campaign,
        "results": results_of(campaign_analytics(campaign, period)),
        "links": campaign_links(campaign, LINKS_SHOWN),
        "filters": filters | {"first": str(period.start.date()), "last": str(period.last_day)},
        "problem": problem,
        "exports": EXPORTS.items(),
        "range_choices": RANGES.items(),
        "group_choices": GROUPS.items(),
    }
    return render_campaign(request, membership, campaign, "frontend/campaigns/results.html", context, tab="results")


def _filters(query: Mapping[str, str]) -> dict[str, str]:
    """What was chosen; whatever is no choice is the default."""
    range_, group = query.get("range", ""), query.get("group", "")
    return {
        "range": range_ if range_ in RANGES else _DEFAULT["range"],
        "group": group if group in GROUPS else _DEFAULT["group"],
        "first": query.get("first", ""),
        "last": query.get("last", ""),
    }


def _period(filters: Mapping[str, str], timezone: str) -> Period:
    now, grain = database_now(), Grain(filters["group"])
    if filters["range"] == "24h":
        return period_hours(timezone=timezone, now=now, hours=24)
    if filters["range"] != "custom":
        return period_days(timezone=timezone, now=now, days=_DAYS[filters["range"]], grain=grain)
    recent = period_days(timezone=timezone, now=now, days=_DAYS[_DEFAULT["range"]], grain=grain)
    last = _day(filters["last"]) or recent.last_day
    first = _day(filters["first"]) or last - timedelta(days=29)
    return period_between(timezone=timezone, first=first, last=last, grain=grain)


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


_SAID = {
    "startDate": "the first day is too far away.",
    "endDate": "the last day must not be before the first, nor too far away.",
    "groupBy": "they are too many to be shown one by one. Choose weeks or months.",
}
