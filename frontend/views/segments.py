"""Segments: the list, and one segment's rule in words with the contacts in it. segment_forms makes and changes them."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from contacts.models import Segment, SegmentKind
from contacts.selectors import SegmentUse, freshness_of, segment_get, segment_members, uses_of
from contacts.selectors import segment_list as segments_of
from frontend.access import workspace_page
from frontend.pages import render_page, render_part
from frontend.paging import page_of
from frontend.segment_words import FreshnessWords, freshness_words, growth_charts, rule_sentence
from workspaces.clock import database_now
from workspaces.models import Membership


@dataclass(frozen=True, slots=True)
class SegmentRow:
    """A segment in the list, with who uses it and how fresh it is."""

    segment: Segment
    uses: list[SegmentUse]
    fresh: FreshnessWords


@require_safe
@workspace_page
def segment_list(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Every segment, or those whose name holds `?search=` and that are of `?kind=`."""
    workspace, now = membership.workspace, database_now()
    search = request.GET.get("search", "").strip().replace("\x00", "")
    kind = request.GET.get("kind", "")
    rows = segments_of(workspace=workspace, search=search, kind=kind if kind in SegmentKind.values else None)
    page = page_of(rows, request.GET)
    uses = uses_of(workspace=workspace, segments=page.rows)
    fresh = freshness_of(workspace=workspace, segments=page.rows, now=now)
    context = {
        "page": page,
        "rows": [SegmentRow(each, uses[each.pk], freshness_words(fresh[each.pk], now)) for each in page.rows],
        "search": search,
        "kind": kind,
        "kinds": SegmentKind.choices,
        "filtered": bool(search or kind),
    }
    return render_page(request, membership, "frontend/segments/list.html", context, section="segments")


@require_safe
@workspace_page
def segment_page(request: HttpRequest, membership: Membership, segment_id: str) -> HttpResponse:
    """One segment; `?search=` narrows the contacts that are shown."""
    segment = segment_get(workspace=membership.workspace, segment_id=segment_id)
    search = request.GET.get("search", "").strip()
    context = {
        **_now(membership, segment),
        "rule_words": rule_sentence(segment),
        "uses": uses_of(workspace=membership.workspace, segments=[segment])[segment.pk],
        "page": page_of(segment_members(segment=segment, search=search), request.GET),
        "search": search,
        "charts": growth_charts(segment, database_now()),
    }
    return render_page(request, membership, "frontend/segments/page.html", context, section="segments")


@require_safe
@workspace_page
def segment_progress(request: HttpRequest, membership: Membership, segment_id: str) -> HttpResponse:
    """The part of the page that moves while the segment is being filled; then htmx is told to load the page anew."""
    segment = segment_get(workspace=membership.workspace, segment_id=segment_id)
    now = _now(membership, segment)
    answer = render_part(request, membership, "frontend/segments/now.html", now)
    if not now["is_filling"]:
        answer["HX-Refresh"] = "true"
    return answer


def _now(membership: Membership, segment: Segment) -> dict[str, Any]:
    workspace, now = membership.workspace, database_now()
    fresh = freshness_of(workspace=workspace, segments=[segment], now=now)[segment.pk]
    return {
        "segment": segment,
        "fresh": freshness_words(fresh, now),
        "is_filling": segment.rebuild_needed and segment.is_following,
        "progress_url": reverse("frontend:segment_progress", args=[workspace.slug, segment.public_id]),
    }
