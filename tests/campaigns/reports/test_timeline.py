"""The timeline: each number on its own local day, before and after folding, whatever the clocks do."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from campaigns.engine import counters
from campaigns.models import Campaign, NodeCounter
from campaigns.reports.periods import Grain, Period, period_between, period_hours
from campaigns.reports.timeline import campaign_timeline, timeline_sum
from messaging.counters import jobs as message_counters
from messaging.models import MessageCounter
from tests.factories.campaigns import make_campaign
from tests.factories.workspaces import make_workspace
from workspaces.clock import database_now
from workspaces.counting import hours_fold
from workspaces.models import Workspace
from workspaces.sql import load

pytestmark = pytest.mark.django_db

ZONES = ["UTC", "Europe/Vienna", "America/St_Johns", "Australia/Lord_Howe", "Asia/Kathmandu", "Asia/Beirut"]
# Its clock is set by half an hour: on these two days its hours don't begin where those of the next day do.
HALF_AN_HOUR = "Australia/Lord_Howe"
# A year with its changes of the clock, in quarters of an hour.
BEGIN = datetime(2026, 1, 5, tzinfo=UTC)
MOMENTS = st.integers(0, 364 * 24 * 4 - 1).map(lambda quarter: BEGIN + timedelta(minutes=15 * quarter))


def count(campaign: Campaign, outcome: str, at: datetime, delta: int = 1) -> None:
    NodeCounter.objects.create(
        workspace_id=campaign.workspace_id, campaign=campaign, node="n", outcome=outcome, delta=delta, created_at=at
    )


def entered(campaign: Campaign, period: Period) -> list[int]:
    return [point.entered for point in campaign_timeline(campaign, period)]


def by_hand(moments: list[datetime], period: Period) -> list[int]:
    return [sum(start <= at < end for at in moments) for start, end in period.spans()]


@settings(max_examples=25)
@given(zone=st.sampled_from(ZONES), moments=st.lists(MOMENTS, max_size=12), grain=st.sampled_from(list(Grain)[1:]))
def test_a_year_is_told_as_its_days_were_before_and_after_folding(
    zone: str, moments: list[datetime], grain: Grain
) -> None:
    campaign = make_campaign(make_workspace(timezone=zone))
    first = BEGIN.astimezone(ZoneInfo(zone)).date()
    period = period_between(timezone=zone, first=first, last=first + timedelta(days=364), grain=grain)
    for at in moments:
        count(campaign, "enrolled", at)
    expected = by_hand(moments, period)
    assert entered(campaign, period) == expected
    counters.compact()
    assert entered(campaign, period) == expected
    hours_fold(load("campaigns.engine", "fold_hours"), BEGIN + timedelta(days=400))
    assert entered(campaign, period) == expected


@settings(max_examples=15)
@given(
    zone=st.sampled_from([zone for zone in ZONES if zone != HALF_AN_HOUR]),
    minutes=st.lists(st.integers(0, 30 * 60), max_size=12),
)
def test_hours_are_told_through_changes_of_the_clock(zone: str, minutes: list[int]) -> None:
    campaign = make_campaign(make_workspace(timezone=zone))
    for now in (datetime(2026, 4, 5, 6, 10, tzinfo=UTC), datetime(2026, 10, 25, 12, 50, tzinfo=UTC)):
        NodeCounter.objects.in_workspace(campaign.workspace_id).all().delete()
        period = period_hours(timezone=zone, now=now, hours=24)
        moments = [now - timedelta(minutes=back) for back in minutes]
        for at in moments:
            count(campaign, "enrolled", at)
        assert entered(campaign, period) == by_hand(moments, period)


def test_each_number_has_its_name_and_what_goes_up_and_down_has_none() -> None:
    workspace = make_workspace()
    campaign = make_campaign(workspace)
    now = database_now()
    for number, outcome in enumerate(("enrolled", "completed", "failed", "skipped", "converted"), start=1):
        count(campaign, outcome, now, number)
    for outcome in ("waiting", "parked", "passed", "goal_way"):
        count(campaign, outcome, now, 100)
    for number, metric in enumerate(("accepted", "opened", "clicked", "bounced", "unsubscribed", "queued"), start=1):
        MessageCounter.objects.create(
            workspace=workspace, stream_id=campaign.pk, node="s", metric=metric, delta=number, created_at=now
        )
    period = period_hours(timezone="UTC", now=now, hours=2)
    for _ in range(2):
        with CaptureQueriesContext(connection) as captured:
            quiet, point = campaign_timeline(campaign, period)
        assert len(captured) == 2
        assert (quiet.entered, quiet.messages.sent) == (0, 0)
        assert (point.entered, point.completed, point.failed, point.skipped, point.conversions) == (1, 2, 3, 4, 5)
        told = point.messages
        assert (told.sent, told.opened, told.clicked, told.bounced, told.unsubscribed) == (1, 2, 3, 4, 5)
        assert told.queued == 0
        total = timeline_sum([quiet, point], period)
        assert (total.start, total.end, total.entered, total.messages) == (period.start, period.end, 1, told)
        counters.compact()
        message_counters.compact()


def test_days_folded_in_another_zone_are_told_on_the_day_that_holds_their_middle() -> None:
    workspace = make_workspace(timezone="Asia/Tokyo")
    campaign = make_campaign(workspace)
    count(campaign, "enrolled", datetime(2026, 3, 10, 3, tzinfo=UTC))
    counters.compact()
    hours_fold(load("campaigns.engine", "fold_hours"), datetime(2026, 4, 1, tzinfo=UTC))
    Workspace.objects.filter(pk=workspace.pk).update(timezone="America/New_York")
    day = date(2026, 3, 9)
    period = period_between(timezone="America/New_York", first=day, last=day + timedelta(days=2), grain=Grain.DAY)
    assert entered(campaign, period) == [1, 0, 0]
