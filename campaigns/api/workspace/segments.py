"""`segments/estimate`: whom a rule would take. Here, and not beside segments, because the rule may be one of a flow."""

from typing import ClassVar
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from campaigns.api.workspace import examples
from campaigns.selectors import campaign_get
from contacts.api.workspace.contacts import ContactName
from contacts.selectors import segment_estimate
from workspaces.api.access import Need
from workspaces.api.problems import Kind
from workspaces.api.serializers import JSONObject, StrictText
from workspaces.api.workspace.camel import CamelInput, CamelSerializer
from workspaces.api.workspace.schema import operation
from workspaces.api.workspace.views import WorkspaceView
from workspaces.clock import database_now
from workspaces.errors import InvalidInput, NotFound
from workspaces.models import Role, Scope

ASK = Need(Scope.CONTACTS_READ, Role.VIEWER)


class RuleEstimateInput(CamelInput):
    """A rule, and whose flow it stands in."""

    rule = JSONObject(help_text="See docs/rules.md.")
    campaign_id = StrictText(max_length=64, required=False, help_text="For rules of a flow, which may name its nodes.")


class RuleEstimate(CamelSerializer):
    """Whom a rule takes."""

    contacts = serializers.IntegerField(source="matching")
    exact = serializers.BooleanField(help_text="False: counted from a sample, because counting took too long.")
    total = serializers.IntegerField(help_text="How many contacts there are.")
    sample = ContactName(many=True, help_text="At most 10, the newest.")


class RuleEstimateView(WorkspaceView):
    """Counting."""

    needs: ClassVar[dict[str, Need]] = {"POST": ASK}

    @operation(
        "estimateRule",
        summary="Count whom a rule takes",
        description="How many contacts match, and the newest few, within a second: what takes longer to count is "
        "estimated from a sample. Nothing is saved.",
        need=ASK,
        body=RuleEstimateInput,
        bodies={"A tag": {"rule": {"condition": "AND", "rules": [{"type": "tag", "operator": "has", "value": "vip"}]}}},
        answer=RuleEstimate(),
        example=examples.RULE_ESTIMATE,
        errors=[Kind.INVALID, Kind.NOT_FOUND, Kind.CONFLICT],
        post=True,
        tag="Workspace: contacts",
    )
    def post(self, request: Request) -> Response:
        body = self.body(RuleEstimateInput)
        estimate = segment_estimate(
            workspace=self.workspace,
            rule=body["rule"],
            now=database_now(),
            campaign_id=self._campaign_id(body["campaign_id"]) if "campaign_id" in body else None,
        )
        return Response(RuleEstimate(estimate).data)

    def _campaign_id(self, public_id: str) -> UUID:
        try:
            return campaign_get(self.workspace, public_id).pk
        except NotFound as missing:
            raise InvalidInput.of("campaign_id", "there is no such campaign") from missing
