"""`scoreRules`: what contacts get points for."""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from contacts.api.workspace import people_examples as examples
from contacts.api.workspace.base import READ, READ_ERRORS, TAG, WRITE, WRITE_ERRORS
from contacts.models import ScoreKind, ScoreRule
from contacts.selectors import score_rule_get, score_rules
from contacts.services import ScoreRuleFields, score_rule_create, score_rule_delete, score_rule_update
from workspaces.api.serializers import JSONObject, StrictFlag, StrictInteger, StrictText
from workspaces.api.workspace.camel import CamelInput, CamelSerializer
from workspaces.api.workspace.schema import operation
from workspaces.api.workspace.views import WorkspaceView

_DAYS: dict[str, Any] = {"required": False, "allow_null": True, "min_value": 1, "max_value": 3_650}


class ScoreRuleInput(CamelInput):
    """A rule, all of it."""

    name = StrictText(max_length=80)
    kind = serializers.ChoiceField(choices=ScoreKind.choices)
    points = StrictInteger(min_value=-10_000, max_value=10_000, help_text="Not 0.")
    is_active = StrictFlag(default=True)
    event = StrictText(max_length=120, required=False, allow_blank=True, help_text="Of `event`: its name.")
    filter = serializers.ListField(
        child=JSONObject(), required=False, max_length=20, help_text="Of `event`: tests of its properties."
    )
    rule = JSONObject(required=False, allow_null=True, help_text="Of `rule`: what must be true.")
    most = StrictInteger(
        required=False, allow_null=True, min_value=1, max_value=10_000, help_text="Counts so often at most."
    )
    window_days = StrictInteger(**_DAYS, help_text="Only events of the last so many days.")
    half_life_days = StrictInteger(**_DAYS, help_text="Points halve in so many days.")
    period_days = StrictInteger(**_DAYS, help_text="Of `inactivity`: points for each such period.")


class ScoreRuleOut(CamelSerializer):
    """A rule."""

    id = serializers.CharField(source="public_id")
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=ScoreKind.choices)
    points = serializers.IntegerField()
    is_active = serializers.BooleanField()
    event = serializers.CharField()
    filter = serializers.ListField(child=serializers.DictField())
    rule = serializers.SerializerMethodField()
    most = serializers.IntegerField(allow_null=True)
    window_days = serializers.IntegerField(allow_null=True)
    half_life_days = serializers.IntegerField(allow_null=True)
    period_days = serializers.IntegerField(allow_null=True)
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()

    def get_rule(self, rule: ScoreRule) -> dict[str, Any] | None:
        """Null of other kinds."""
        return rule.rule or None


class ScoreRuleGone(CamelSerializer):
    """A rule that is gone."""

    id = serializers.CharField()


class ScoreRulesView(WorkspaceView):
    """The rules, by name."""

    needs = {"GET": READ, "POST": WRITE}

    @operation(
        "listScoreRules",
        summary="List score rules",
        description="By name.",
        need=READ,
        answer=ScoreRuleOut(many=True),
        example=[examples.RULE],
        errors=READ_ERRORS,
        tag=TAG,
    )
    def get(self, request: Request) -> Response:
        self.no_query()
        return Response(ScoreRuleOut(score_rules(workspace=self.workspace), many=True).data)

    @operation(
        "createScoreRule",
        summary="Make a score rule",
        description="All contacts are scored anew, in the background. A workspace has at most 100.",
        need=WRITE,
        body=ScoreRuleInput,
        bodies={"For orders": examples.RULE_BODY},
        answer=ScoreRuleOut(),
        example=examples.RULE,
        status=201,
        errors=WRITE_ERRORS,
        post=True,
        tag=TAG,
    )
    def post(self, request: Request) -> Response:
        rule = score_rule_create(workspace=self.workspace, fields=self.body(ScoreRuleInput), actor=self.actor)
        return Response(ScoreRuleOut(rule).data, status=201)


class ScoreRuleView(WorkspaceView):
    """One rule."""

    needs = {"GET": READ, "PUT": WRITE, "DELETE": WRITE}
    edited = tuple(ScoreRuleFields.model_fields)

    @operation(
        "getScoreRule",
        summary="Get a score rule",
        description="What it gives points for.",
        need=READ,
        answer=ScoreRuleOut(),
        example=examples.RULE,
        errors=READ_ERRORS,
        tag=TAG,
        edits=True,
    )
    def get(self, request: Request, rule_id: str) -> Response:
        self.no_query()
        rule = score_rule_get(workspace=self.workspace, rule_id=rule_id)
        return self.tagged(Response(ScoreRuleOut(rule).data), rule)

    @operation(
        "replaceScoreRule",
        summary="Replace a score rule",
        description="By all of it. All contacts are scored anew, in the background.",
        need=WRITE,
        body=ScoreRuleInput,
        bodies={"For orders": examples.RULE_BODY},
        answer=ScoreRuleOut(),
        example=examples.RULE,
        errors=WRITE_ERRORS,
        tag=TAG,
        edits=True,
    )
    def put(self, request: Request, rule_id: str) -> Response:
        fields = self.body(ScoreRuleInput)
        rule = score_rule_get(workspace=self.workspace, rule_id=rule_id)
        with self.unless_changed(rule):
            rule = score_rule_update(rule=rule, fields=fields, actor=self.actor)
        return self.tagged(Response(ScoreRuleOut(rule).data), rule)

    @operation(
        "deleteScoreRule",
        summary="Delete a score rule",
        description="And with it the points that it gave.",
        need=WRITE,
        answer=ScoreRuleGone(),
        example={"id": examples.RULE["id"]},
        errors=READ_ERRORS,
        tag=TAG,
        removes=True,
    )
    def delete(self, request: Request, rule_id: str) -> Response:
        self.no_query()
        rule = score_rule_get(workspace=self.workspace, rule_id=rule_id)
        with self.unless_changed(rule):
            score_rule_delete(rule=rule, actor=self.actor)
        return Response({"id": rule_id})
