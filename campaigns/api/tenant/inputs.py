"""What the tenant API takes for campaigns. Shapes and names only; the services check what values mean."""

from typing import Annotated

from django.db.models import TextChoices
from drf_spectacular.utils import extend_schema_field
from pydantic import Field
from rest_framework import serializers

from campaigns.api.tenant.words import Action, Status
from campaigns.flow import Flow
from campaigns.flow.sequence import Step
from campaigns.models import CampaignGoal, ExecutionState, OrderAction
from campaigns.services.orders import MAX_DELAY, MAX_NAMED
from campaigns.settings import CampaignSettings
from workspaces.api.schema import model_schema, nullable_properties
from workspaces.api.serializers import JSONObject, StrictInteger, StrictSerializer, StrictText
from workspaces.api.tenant.views import MAX_LIMIT, PageQuery

STEP_SCHEMA = model_schema(Annotated[Step, Field(discriminator="type")])


@extend_schema_field(model_schema(CampaignSettings))
class SettingsField(JSONObject):
    """The campaign's settings."""


@extend_schema_field(nullable_properties(model_schema(CampaignSettings)))
class SettingsChangeField(JSONObject):
    """Settings to change: the keys that are sent are, null puts one back to its default."""


@extend_schema_field({"type": "array", "items": STEP_SCHEMA, "description": "The flow as a list, where it is linear."})
class SequenceField(serializers.ListField):
    """A list of steps, which the domain checks."""


@extend_schema_field(model_schema(Flow) | {"description": "The flow as nodes and edges; see docs/nodes.md."})
class WorkflowField(JSONObject):
    """A flow document, which the domain checks."""


class CampaignListQuery(PageQuery):
    """The query string of the list."""

    workspace = serializers.CharField(help_text="The workspace's slug.")
    status = serializers.ChoiceField(choices=Status.choices, required=False, help_text="Only campaigns that are so.")


_CHANGED = "The keys that are sent are changed; null puts one back to its default."


class CampaignCreateInput(StrictSerializer):
    """A new draft. A flow may come with it, as a sequence or as a workflow."""

    workspace_slug = StrictText(max_length=63)
    name = StrictText(max_length=200)
    goal = serializers.ChoiceField(choices=CampaignGoal.choices, required=False)
    settings = SettingsChangeField(required=False, help_text=_CHANGED)
    sequence = SequenceField(required=False)
    workflow = WorkflowField(required=False)
    audience = StrictText(required=False, allow_null=True, help_text="A segment's id; null: every contact.")


class CampaignUpdateInput(StrictSerializer):
    """Any subset. The flow of a launched campaign goes live with the change, for those who enter from then on."""

    name = StrictText(max_length=200, required=False)
    goal = serializers.ChoiceField(choices=CampaignGoal.choices, required=False)
    settings = SettingsChangeField(required=False, help_text=_CHANGED)
    sequence = SequenceField(required=False)
    workflow = WorkflowField(required=False)
    audience = StrictText(required=False, allow_null=True, help_text="A segment's id; null: every contact.")


class CampaignSendInput(StrictSerializer):
    """What to do."""

    action = serializers.ChoiceField(choices=Action.choices)


class CampaignValidateInput(StrictSerializer):
    """What to check; the campaign's own draft when left out."""

    workflow = WorkflowField(required=False)


class CampaignDuplicateInput(StrictSerializer):
    """How to call the copy."""

    name = StrictText(max_length=200, required=False)


class NothingInput(StrictSerializer):
    """An empty object."""


class ExecutionMoveInput(StrictSerializer):
    """Where to."""

    to = StrictText(max_length=64, help_text="The key of the node that is entered next.")


class OrderInput(StrictSerializer):
    """What is to be done to whom. Without any filter: to everybody whose state takes the action."""

    action = serializers.ChoiceField(choices=OrderAction.choices)
    to = StrictText(max_length=64, required=False, help_text="For `move`: the key of the node that is entered next.")
    state = serializers.ChoiceField(choices=ExecutionState.choices, required=False)
    node = StrictText(max_length=64, required=False, help_text="The key of the node where they are.")
    executions = serializers.ListField(
        child=StrictText(max_length=64), max_length=MAX_NAMED, required=False, help_text="Ids of executions."
    )
    contacts = serializers.ListField(
        child=StrictText(max_length=64), max_length=MAX_NAMED, required=False, help_text="Ids of contacts, instead."
    )
    delay = StrictInteger(
        default=0,
        min_value=0,
        max_value=int(MAX_DELAY.total_seconds()),
        help_text="Seconds until it begins, in which it can be stopped before it has done anything.",
    )


class ExplainQuery(StrictSerializer):
    """Whom to explain."""

    contact = serializers.CharField(max_length=254, help_text="A contact's id or e-mail address.")


class TimeRange(TextChoices):
    """How far back a report goes."""

    WEEK = "7d", "today and the six days before"
    MONTH = "30d", "today and the 29 days before"
    QUARTER = "90d", "today and the 89 days before"
    CUSTOM = "custom", "from startDate to endDate"


class AnalyticsQuery(StrictSerializer):
    """Which period, and how long one point of its timeline stands for."""

    timeRange = serializers.ChoiceField(choices=TimeRange.choices, default=TimeRange.MONTH)
    groupBy = serializers.ChoiceField(choices=["day", "week", "month"], default="day", help_text="At most 400 points.")
    startDate = serializers.DateField(required=False, help_text="With `custom`: the first day.")
    endDate = serializers.DateField(required=False, help_text="With `custom`: the last day.")


class ExecutionListQuery(StrictSerializer):
    """The query string of a campaign's executions."""

    state = serializers.ChoiceField(choices=ExecutionState.choices, required=False)
    node = serializers.CharField(max_length=64, required=False, help_text="The key of the node where they are.")
    contact = serializers.CharField(max_length=64, required=False, help_text="A contact's id.")
    limit = serializers.IntegerField(default=20, min_value=1, max_value=MAX_LIMIT)
    cursor = serializers.CharField(max_length=120, required=False, help_text="The last page's `next_cursor`.")
