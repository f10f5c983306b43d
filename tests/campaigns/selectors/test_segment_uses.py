"""Which campaigns use a segment: by audience, settings, live flow and draft; one query however many segments."""

from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from campaigns.models import Campaign, FlowState, FlowVersion, Lifecycle
from campaigns.selectors import segment_uses
from contacts.models import Segment, SegmentKind
from tests.factories.workspaces import make_workspace
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db


def make_segment(workspace: Workspace, name: str) -> Segment:
    return Segment.objects.create(workspace=workspace, name=name, kind=SegmentKind.STATIC)


def make_campaign(workspace: Workspace, name: str, **fields: Any) -> Campaign:
    return Campaign.objects.create(workspace=workspace, name=name, **fields)


def draft_with(campaign: Campaign, config: dict[str, Any]) -> FlowVersion:
    document = {"nodes": [{"id": "n", "type": "condition", "config": config}], "edges": []}
    return FlowVersion.objects.create(
        workspace=campaign.workspace, campaign=campaign, number=1, state=FlowState.DRAFT, document=document
    )


def test_every_way_to_use_one_counts_and_archived_campaigns_do_not(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    workspace = make_workspace()
    used, other, unused = (make_segment(workspace, name) for name in ("Used", "Other", "Unused"))
    leaf = {"type": "segment", "operator": "in", "value": used.public_id}
    make_campaign(workspace, "By audience", audience=used)
    make_campaign(workspace, "By settings", settings={"exit": {"condition": "AND", "rules": [leaf]}})
    draft_with(make_campaign(workspace, "By rule"), {"rule": {"condition": "AND", "rules": [leaf]}})
    draft_with(make_campaign(workspace, "By plain id"), {"segment": str(other.pk)})
    make_campaign(workspace, "Archived", audience=used, lifecycle=Lifecycle.ARCHIVED)
    make_campaign(make_workspace(), "Elsewhere", settings={"segment": used.public_id})
    with django_assert_num_queries(1):
        uses = segment_uses(workspace=workspace, segments=[used, other, unused])
    assert {pk: [use.name for use in found] for pk, found in uses.items()} == {
        used.pk: ["By audience", "By rule", "By settings"],
        other.pk: ["By plain id"],
        unused.pk: [],
    }


def test_no_segments_ask_nothing(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    workspace = make_workspace()
    with django_assert_num_queries(0):
        assert segment_uses(workspace=workspace, segments=[]) == {}
