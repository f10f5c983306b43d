"""The events explorer: which names came and how often, the newest events, narrowed, and how many came each day."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_safe

from campaigns.selectors import Grain, period_days
from contacts.models import Contact
from contacts.selectors import contact_find, events_page
from contacts.selectors.event_counts import event_name_counts, events_by_day, events_came
from contacts.selectors.events import Having
from contacts.selectors.resolve import contacts_by_id
from frontend.access import workspace_page
from frontend.charts import Chart, chart_of
from frontend.event_intake import curl_of
from frontend.pages import render_page, render_part
from workspaces.clock import database_now
from workspaces.errors import InvalidInput, NotFound
from workspaces.models import Membership, Workspace

PAGE_SIZE, NAMES_SHOWN, DAYS = 50, 100, 30
_TEXTS = ("name", "contact", "property", "value", "from", "to")


@dataclass(frozen=True, slots=True)
class Filters:
    """What the form holds, as it was typed; `problem` is what nothing can be looked for by."""

    given: dict[str, str]
    contact: Contact | None
    after: datetime | None
    before: datetime | None
    problem: str = ""

    @property
    def narrowed(self) -> bool:
        """Whether anything but everything is asked for."""
        return any(self.given.values())

    @property
    def having(self) -> Having | None:
        """The property that is asked for."""
        return Having(self.given["property"], self.given["value"]) if self.given["property"] else None

    def query(self, cursor: str = "") -> str:
        """The address's query string that asks for the same, from the cursor on."""
        made = QueryDict(mutable=True)
        made.update({key: value for key, value in self.given.items() if value})
        if cursor:
            made["cursor"] = cursor
        return made.urlencode()


@require_safe
@workspace_page
def explorer(request: HttpRequest, membership: Membership) -> HttpResponse:
    """The whole page, in a fixed number of queries, each of which costs the same however many events there are."""
    workspace, now = membership.workspace, database_now()
    filters = _filters(workspace, request.GET)
    since = (now - timedelta(days=DAYS - 1)).date()
    came = events_came(workspace)
    names = event_name_counts(workspace, since=since, limit=NAMES_SHOWN) if came else []
    context = _latest(workspace, filters, request.GET.get("cursor", "")) | {
        "came": came,
        "days": DAYS,
        "names": names,
        "choices": sorted({each.name for each in names} | {filters.given["name"]} - {""}, key=str.casefold),
        "names_shown": NAMES_SHOWN,
        "chart": _chart(workspace, filters.given["name"], now) if came else None,
        "curl": curl_of(),
    }
    return render_page(request, membership, "frontend/events/page.html", context, section="events")


@require_safe
@workspace_page
def latest(request: HttpRequest, membership: Membership) -> HttpResponse:
    """The newest events alone: they come while one looks."""
    workspace = membership.workspace
    context = _latest(workspace, _filters(workspace, request.GET), "")
    return render_part(request, membership, "frontend/events/latest.html", context)


def _latest(workspace: Workspace, filters: Filters, cursor: str) -> dict[str, Any]:
    problem, rows, next_cursor = filters.problem, [], ""
    if not problem:
        try:
            page = events_page(
                workspace,
                contact=filters.contact,
                name=filters.given["name"] or None,
                after=filters.after,
                before=filters.before,
                having=filters.having,
                cursor=cursor,
                limit=PAGE_SIZE,
            )
        except InvalidInput as error:
            problem = error.message
        else:
            rows, next_cursor = list(page.rows), page.next_cursor
    contacts = contacts_by_id(workspace, {event.contact_id for event in rows})
    return {
        "filters": filters,
        "problem": problem,
        "events": [(event, contacts.get(event.contact_id)) for event in rows],
        "next_query": filters.query(next_cursor) if next_cursor else "",
        "first_query": filters.query(),
        "is_first": not cursor,
        "latest_url": f"{reverse('frontend:events_latest', args=[workspace.slug])}?{filters.query()}",
    }


def _filters(workspace: Workspace, query: QueryDict) -> Filters:
    given = {key: query.get(key, "").replace("\x00", "").strip()[:254] for key in _TEXTS}
    contact, problem = None, ""
    if given["contact"]:
        try:
            contact = contact_find(workspace=workspace, text=given["contact"])
        except NotFound:
            problem = f"There is no contact “{given['contact']}”. Type an e-mail address or a contact’s id."
    if given["value"] and not given["property"]:
        problem = problem or "Say in which property the value should be."
    return Filters(given, contact, _midnight(workspace, given["from"]), _midnight(workspace, given["to"], 1), problem)


def _midnight(workspace: Workspace, text: str, days: int = 0) -> datetime | None:
    """The beginning of a day by the workspace's clock; None for what is none."""
    try:
        day = parse_date(text)
        if day is None:
            return None
        day += timedelta(days=days)
        return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(workspace.timezone))
    except (ValueError, OverflowError):
        return None


def _chart(workspace: Workspace, name: str, now: datetime) -> Chart:
    period = period_days(timezone="UTC", now=now, days=DAYS, grain=Grain.DAY)
    counts = events_by_day(workspace, since=period.starts[0].date(), name=name)
    return chart_of("Events", [counts.get(start.date(), 0) for start in period.starts], period)
