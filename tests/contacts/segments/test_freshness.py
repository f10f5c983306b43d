"""What pages say of how fresh segments are, and how they grew."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from pytest_django import DjangoAssertNumQueries

from contacts.models import Segment
from contacts.segments import scanning
from contacts.selectors import Freshness, GrowthDay, SegmentFreshness, freshness_of, segment_growth
from contacts.services import contacts_tag, segment_members_add, segment_members_remove
from tests.contacts.segments.stage import LATER, NOW, rule, settle, tag
from tests.factories.contacts import make_contacts, make_segment
from tests.factories.workspaces import make_workspace
from workspaces.models import Workspace


@pytest.fixture
def workspace(db: None) -> Workspace:
    return make_workspace()


def of(segment: Segment) -> SegmentFreshness:
    segment.refresh_from_db()
    return freshness_of(workspace=segment.workspace, segments=[segment], now=LATER)[segment.pk]


def test_a_segment_is_filled_then_follows_and_falls_behind(workspace: Workspace) -> None:
    contacts = make_contacts(workspace, 4)
    segment = make_segment(workspace, rule(tag("vip")))
    assert of(segment) == SegmentFreshness(Freshness.FILLING, None, percent=0)
    with transaction.atomic():
        scanning.scan_piece(workspace.pk, NOW, 3)
    assert of(segment) == SegmentFreshness(Freshness.FILLING, None, percent=75)
    settle()
    assert of(segment) == SegmentFreshness(Freshness.FOLLOWING, LATER)
    contacts_tag(workspace_id=workspace.pk, contact_ids=[contacts[0].pk], add=["vip"], now=NOW)
    assert of(segment) == SegmentFreshness(Freshness.BEHIND, NOW)


def test_a_rule_about_time_is_true_as_of_its_last_check(workspace: Workspace) -> None:
    segment = make_segment(workspace, rule({"type": "event", "field": "a", "operator": "did", "window": "7d"}))
    settle()
    minute = timedelta(minutes=1)
    assert of(segment) == SegmentFreshness(Freshness.CHECKED, NOW, minute, NOW + minute)


def test_a_list_kept_by_hand_is_frozen(workspace: Workspace) -> None:
    segment = make_segment(workspace)
    assert of(segment).state is Freshness.FROZEN


def test_many_cost_one_query(workspace: Workspace, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    segments = [make_segment(workspace, rule(tag("vip"))) for _ in range(3)]
    with django_assert_num_queries(1):
        assert len(freshness_of(workspace=workspace, segments=segments, now=NOW)) == 3


@pytest.mark.django_db
def test_growth_is_counted_by_the_workspaces_days() -> None:
    workspace = make_workspace(timezone="Asia/Tokyo")
    contacts = make_contacts(workspace, 3)
    segment = make_segment(workspace)
    other = make_segment(workspace)
    early = NOW - timedelta(days=1)
    ids = [contact.pk for contact in contacts]
    segment_members_add(segment=segment, contact_ids=ids[:2], now=early)
    segment_members_add(segment=other, contact_ids=ids, now=NOW)
    # Three in the afternoon in UTC is midnight in Tokyo.
    segment_members_add(segment=segment, contact_ids=ids[2:], now=NOW.replace(hour=15))
    segment_members_remove(segment=segment, contact_ids=ids[:1], now=NOW)
    segment.refresh_from_db()
    assert segment_growth(segment=segment, now=NOW.replace(hour=16), days=4) == [
        GrowthDay(date(2026, 3, 27), 0, 0, 0),
        GrowthDay(date(2026, 3, 28), 2, 0, 2),
        GrowthDay(date(2026, 3, 29), 0, 1, 1),
        GrowthDay(date(2026, 3, 30), 1, 0, 2),
    ]
