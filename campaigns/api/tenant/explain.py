"""`/{id}/explain`: why a contact got a campaign's messages, did not, waits, or never came in."""

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from campaigns.api.tenant import examples
from campaigns.api.tenant.base import READ, CampaignView
from campaigns.api.tenant.inputs import ExplainQuery
from campaigns.api.tenant.progress import JournalLine, LookedAt
from campaigns.explain import Verdict, explain
from campaigns.models import ExecutionState
from campaigns.reasons import ENTRY_WORDS
from contacts.selectors import contact_find
from workspaces.api.problems import Kind
from workspaces.api.tenant.schema import envelope, operation


class ConditionAnswer(serializers.Serializer):
    """One condition of a rule, and the contact's own value."""

    text = serializers.CharField(source="words")
    matched = serializers.BooleanField()
    actual = serializers.JSONField(allow_null=True, help_text="The contact's value now; null: it has none.")


class RuleAnswerOut(serializers.Serializer):
    """A rule asked about the contact now."""

    about = serializers.CharField()
    text = serializers.CharField(source="words")
    matched = serializers.BooleanField()
    conditions = ConditionAnswer(source="leaves", many=True)


class ExplainedMessage(serializers.Serializer):
    """A message and its outcome."""

    id = serializers.CharField()
    node = serializers.CharField()
    node_name = serializers.CharField()
    channel = serializers.CharField()
    state = serializers.CharField()
    reason = serializers.CharField(allow_blank=True)
    text = serializers.CharField(source="words")
    at = serializers.DateTimeField()
    not_before = serializers.DateTimeField(allow_null=True, help_text="Held until then.")
    facts = serializers.ListField(child=serializers.CharField())


class ExplainedGoal(serializers.Serializer):
    """How a way stands to the campaign's goal."""

    reached_at = serializers.DateTimeField(allow_null=True, help_text="Null: not reached.")
    node = serializers.CharField(allow_blank=True, help_text="The node whose message has the credit.")
    node_name = serializers.CharField(allow_blank=True)
    counts_until = serializers.DateTimeField(allow_null=True, help_text="The end of the window of conversion.")
    text = serializers.CharField(source="words")


class ExplainedEntry(serializers.Serializer):
    """One way through the flow."""

    execution_id = serializers.CharField()
    entry = serializers.IntegerField()
    state = serializers.ChoiceField(choices=ExecutionState.choices)
    node = serializers.CharField()
    node_name = serializers.CharField()
    until = serializers.DateTimeField(allow_null=True)
    reason = serializers.CharField(allow_blank=True)
    text = serializers.CharField(source="words")
    entered_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)
    messages = ExplainedMessage(many=True)
    journal = JournalLine(many=True)
    rules = RuleAnswerOut(many=True, help_text="Conditions that the latest entry went through, with values as of now.")
    goal = ExplainedGoal(allow_null=True, help_text="Null where the campaign has none.")


class ExplainedTrigger(serializers.Serializer):
    """Why a trigger has not let the contact in."""

    node = serializers.CharField()
    node_name = serializers.CharField()
    type = serializers.CharField()
    reason = serializers.CharField()
    text = serializers.CharField(source="words")
    rules = RuleAnswerOut(many=True)


class TriggerDecisionOut(serializers.Serializer):
    """What a trigger decided about something that happened."""

    node = serializers.CharField()
    node_name = serializers.CharField()
    about = serializers.CharField(help_text="What happened.")
    event_id = serializers.CharField(allow_blank=True, help_text="Of an event; empty of a segment's change.")
    happened_at = serializers.DateTimeField()
    decided_at = serializers.DateTimeField(allow_null=True, help_text="Null: nothing was decided; `outcome` says why.")
    outcome = serializers.ChoiceField(choices=sorted(ENTRY_WORDS))
    text = serializers.CharField(source="words")
    looked_at = LookedAt(source="seen", many=True)
    execution_id = serializers.CharField(allow_blank=True, help_text="The way that began; empty where none did.")


class ExplanationOut(serializers.Serializer):
    """The whole answer; `entries` and `decisions` are newest first, `triggers` are filled where nobody came in."""

    campaign_id = serializers.CharField()
    contact_id = serializers.CharField()
    email = serializers.CharField(allow_blank=True)
    verdict = serializers.ChoiceField(choices=[each.value for each in Verdict])
    text = serializers.CharField(source="words")
    holds = serializers.ListField(child=serializers.CharField(), help_text="Why nobody moves at the moment.")
    entries = ExplainedEntry(many=True)
    triggers = ExplainedTrigger(many=True)
    decisions = TriggerDecisionOut(many=True, help_text="The latest ones of the campaign's triggers.")


class ExplainView(CampaignView):
    """Why?"""

    @operation(
        "campaigns_explain",
        summary="Explain a campaign for one contact",
        description="Why the contact got the campaign's messages, did not, waits, or never came in: each message with "
        "its outcome, each step with its reason, and each rule condition by condition with the contact's values.",
        need=READ,
        query=[ExplainQuery],
        answer=envelope("CampaignExplanation", ExplanationOut),
        example=examples.EXPLANATION,
        errors=[Kind.INVALID, Kind.NOT_FOUND],
    )
    def get(self, request: Request, campaign_id: str) -> Response:
        query = self.query(ExplainQuery)
        campaign = self.campaign(campaign_id)
        contact = contact_find(workspace=campaign.workspace, text=query["contact"])
        return self.success(ExplanationOut(explain(campaign=campaign, contact=contact)).data)
