"""`/{id}/analytics`: the timeline of a period, and the funnel, A/B tests and goal since the campaign began."""

import datetime
from dataclasses import asdict
from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from campaigns.api.tenant import examples
from campaigns.api.tenant.base import READ, CampaignView
from campaigns.api.tenant.inputs import AnalyticsQuery, TimeRange
from campaigns.api.tenant.progress import MessageCounts
from campaigns.models import Campaign
from campaigns.selectors import (
    CAUTIONS,
    Analytics,
    Caution,
    Experiment,
    Grain,
    Period,
    TimelinePoint,
    campaign_analytics,
    period_between,
    period_days,
)
from workspaces.api.problems import Kind
from workspaces.api.tenant.schema import envelope, operation
from workspaces.clock import database_now
from workspaces.errors import InvalidInput

_DAYS = {TimeRange.WEEK: 7, TimeRange.MONTH: 30, TimeRange.QUARTER: 90}


class Happened(serializers.Serializer):
    """What happened in a stretch of time; messages by the time of each fact."""

    start = serializers.DateTimeField()
    end = serializers.DateTimeField(help_text="The first moment after it.")
    entered = serializers.IntegerField()
    completed = serializers.IntegerField()
    failed = serializers.IntegerField()
    skipped = serializers.IntegerField()
    conversions = serializers.IntegerField()
    messages = MessageCounts(help_text="`queued` is always 0.")


class TimelineOut(Happened):
    """One point of the timeline."""

    date = serializers.SerializerMethodField(help_text="The day on which it starts, in the workspace's time zone.")

    def get_date(self, point: TimelinePoint) -> datetime.date:
        """Starts are in the workspace's zone already."""
        return point.start.date()


class AnalyticsPort(serializers.Serializer):
    """How many left a node by one port."""

    port = serializers.CharField(source="name")
    name = serializers.CharField(source="label")
    target = serializers.CharField(allow_blank=True, help_text='The node it leads to; "": none in the live version.')
    count = serializers.IntegerField()


class AnalyticsEnd(serializers.Serializer):
    """How many ended at a node for one reason."""

    outcome = serializers.ChoiceField(choices=["completed", "failed", "skipped"])
    reason = serializers.CharField(allow_blank=True)
    text = serializers.CharField(source="words", allow_blank=True)
    count = serializers.IntegerField()


class AnalyticsNode(serializers.Serializer):
    """One node's numbers, in visits. `entered` = passed + waiting + processing + completed + failed + skipped."""

    node = serializers.CharField()
    type = serializers.CharField()
    name = serializers.CharField()
    entered = serializers.IntegerField()
    passed = serializers.IntegerField()
    waiting = serializers.IntegerField()
    processing = serializers.IntegerField()
    completed = serializers.IntegerField()
    failed = serializers.IntegerField()
    skipped = serializers.IntegerField()
    conversions = serializers.IntegerField(help_text="Attributed to this node's messages.")
    ports = AnalyticsPort(many=True)
    ends = AnalyticsEnd(many=True)
    messages = MessageCounts(allow_null=True, help_text="null for nodes that send nothing.")


class AnalyticsUplift(serializers.Serializer):
    """Relative to the control's rate: 0.1 is a tenth more. From low to high it lies with a probability of 95 %."""

    value = serializers.FloatField()
    low = serializers.FloatField()
    high = serializers.FloatField()


class AnalyticsVariant(serializers.Serializer):
    """One variant of a test, or those held out."""

    port = serializers.CharField(allow_blank=True, help_text='"" for those held out.')
    name = serializers.CharField()
    weight = serializers.IntegerField(allow_null=True, help_text="Percent; null for those held out.")
    is_control = serializers.BooleanField()
    contacts = serializers.IntegerField()
    conversions = serializers.IntegerField()
    rate = serializers.FloatField(allow_null=True, help_text="0 to 1; null while nobody came.")
    rate_low = serializers.FloatField(help_text="From low to high the rate lies with a probability of 95 %.")
    rate_high = serializers.FloatField()
    uplift = AnalyticsUplift(allow_null=True, help_text="null for the control, and while it has no conversions.")
    probability_best = serializers.FloatField(source="best")
    messages = MessageCounts(help_text="Of the nodes that only this variant's contacts come to.")


class AnalyticsCaution(serializers.Serializer):
    """Why one should not conclude yet."""

    reason = serializers.ChoiceField(choices=[each.value for each in Caution])
    text = serializers.CharField()


class AnalyticsTest(serializers.Serializer):
    """An A/B test. Where `conclusive`, `leader` is the best."""

    node = serializers.CharField()
    name = serializers.CharField()
    variants = AnalyticsVariant(many=True)
    leader = serializers.CharField(allow_blank=True, help_text="The port with the highest probability to be best.")
    conclusive = serializers.BooleanField()
    cautions = AnalyticsCaution(many=True)


class AnalyticsAttribution(serializers.Serializer):
    """Conversions after a message of one node."""

    node = serializers.CharField(allow_blank=True, help_text='"": before any message.')
    name = serializers.CharField(allow_blank=True)
    conversions = serializers.IntegerField()
    sent = serializers.IntegerField(help_text="Messages of the node that were accepted.")


class AnalyticsGoal(serializers.Serializer):
    """How often the goal was reached."""

    text = serializers.CharField(source="words", allow_blank=True, help_text='"" where the goal was taken away since.')
    window_days = serializers.IntegerField()
    entered = serializers.IntegerField()
    conversions = serializers.IntegerField()
    rate = serializers.FloatField(allow_null=True, help_text="0 to 1; null while nobody entered.")
    attributions = AnalyticsAttribution(many=True)


class AnalyticsOut(serializers.Serializer):
    """`timeline` and `total` are of the period, all the rest since the campaign began."""

    campaign_id = serializers.CharField()
    time_range = serializers.ChoiceField(choices=TimeRange.choices)
    group_by = serializers.ChoiceField(choices=["day", "week", "month"])
    timezone = serializers.CharField()
    start_date = serializers.DateField()
    end_date = serializers.DateField(help_text="The last day that belongs to the period.")
    total = Happened()
    timeline = TimelineOut(many=True)
    entered = serializers.IntegerField()
    messages = MessageCounts()
    funnel = AnalyticsNode(many=True)
    tests = AnalyticsTest(many=True)
    goal = AnalyticsGoal(allow_null=True, help_text="null for a campaign that has and had no goal.")


class AnalyticsView(CampaignView):
    """The campaign's reports."""

    @operation(
        "campaigns_analytics",
        summary="Get a campaign's reports",
        description="What happened in each day, week or month of a period, by the workspace's time zone; and since the "
        "campaign began: how many came to each node and where they went, how the variants of A/B tests compare, and "
        "how often the goal was reached after which message. From counters: cheap enough to poll. See docs/reports.md.",
        need=READ,
        query=[AnalyticsQuery],
        answer=envelope("CampaignAnalytics", AnalyticsOut),
        example=examples.ANALYTICS,
        errors=[Kind.INVALID, Kind.NOT_FOUND],
    )
    def get(self, request: Request, campaign_id: str) -> Response:
        query = self.query(AnalyticsQuery)
        campaign = self.campaign(campaign_id)
        told = campaign_analytics(campaign, _period(campaign, query))
        return self.success(AnalyticsOut(_answer(campaign, query["timeRange"], told)).data)


def _period(campaign: Campaign, query: dict[str, Any]) -> Period:
    timezone, grain = campaign.workspace.timezone, Grain(query["groupBy"])
    if query["timeRange"] != TimeRange.CUSTOM:
        for field in ("startDate", "endDate"):
            if field in query:
                raise InvalidInput.of(field, "goes with timeRange=custom only")
        return period_days(timezone=timezone, now=database_now(), days=_DAYS[query["timeRange"]], grain=grain)
    for field in ("startDate", "endDate"):
        if field not in query:
            raise InvalidInput.of(field, "is needed with timeRange=custom")
    return period_between(timezone=timezone, first=query["startDate"], last=query["endDate"], grain=grain)


def _answer(campaign: Campaign, time_range: str, told: Analytics) -> dict[str, Any]:
    return {
        "campaign_id": campaign.public_id,
        "time_range": time_range,
        "group_by": told.period.grain.value,
        "timezone": told.period.zone.key,
        "start_date": told.period.start.date(),
        "end_date": told.period.last_day,
        "total": told.total,
        "timeline": told.timeline,
        "entered": told.entered,
        "messages": told.messages,
        "funnel": told.funnel,
        "tests": [_test(experiment) for experiment in told.experiments],
        "goal": told.goal,
    }


def _test(experiment: Experiment) -> dict[str, Any]:
    return {
        **asdict(experiment),
        "conclusive": not experiment.cautions,
        "cautions": [{"reason": each.value, "text": CAUTIONS[each]} for each in experiment.cautions],
    }
