"""Segments: the list, and one segment's rule in words with the contacts in it. segment_forms makes and changes them."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from campaigns.selectors import CampaignUse, segment_uses
from contacts.models import Segment
from contacts.rules import parse, plain_words, segment_ids
from contacts.selectors import segment_get, segment_members
from contacts.selectors import segment_list as segments_of
from frontend.access import workspace_page
from frontend.pages import render_page
from frontend.paging import page_of
from workspaces.models import Membership


@dataclass(frozen=True, slots=True)
class SegmentRow:
    """A segment in the list, with the campaigns that use it."""

    segment: Segment
    uses: list[CampaignUse]


@require_safe
@workspace_page
def segment_list(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Every segment."""
    page = page_of(segments_of(workspace=membership.workspace), request.GET)
    uses = segment_uses(workspace=membership.workspace, segments=page.rows)
    context = {"page": page, "rows": [SegmentRow(segment, uses[segment.pk]) for segment in page.rows]}
    return render_page(request, membership, "frontend/segments/list.html", context, section="segments")


@require_safe
@workspace_page
def segment_page(request: HttpRequest, membership: Membership, segment_id: str) -> HttpResponse:
    """One segment."""
    segment = segment_get(workspace=membership.workspace, segment_id=segment_id)
    context = {
        "segment": segment,
        "rule_words": _rule_words(segment),
        "uses": segment_uses(workspace=membership.workspace, segments=[segment])[segment.pk],
        "page": page_of(segment_members(segment=segment), request.GET),
    }
    return render_page(request, membership, "frontend/segments/page.html", context, section="segments")


def _rule_words(segment: Segment) -> str:
    if not segment.rule:
        return ""
    others = segments_of(workspace=segment.workspace_id).filter(pk__in=segment_ids(segment.rule))
    words = plain_words(parse(segment.rule), {other.public_id: other.name for other in others})
    return words[:1].upper() + words[1:]
