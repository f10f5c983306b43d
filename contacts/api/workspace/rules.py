"""`ruleConditions`: what a rule can be made of, for rule builders."""

from functools import cache
from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from contacts.api.workspace.base import READ, READ_ERRORS, TAG, ContactsReadView
from contacts.rules import describe
from workspaces.api.workspace.camel import CamelSerializer
from workspaces.api.workspace.schema import operation

_EXAMPLE = {
    "maxDepth": 10,
    "maxLeaves": 1000,
    "conditions": [
        {
            "key": "tag",
            "label": "Tag",
            "description": "Whether the contact carries a tag.",
            "flowOnly": False,
            "schema": {
                "type": "object",
                "properties": {"operator": {"enum": ["has", "has_not"]}, "value": {"type": "string"}},
            },
        }
    ],
}


class RuleCondition(CamelSerializer):
    """A type of condition."""

    key = serializers.CharField(help_text="The leaf's `type`.")
    label = serializers.CharField()  # type: ignore[assignment]
    description = serializers.CharField()
    flow_only = serializers.BooleanField(help_text="Only rules of a flow may use it.")
    schema = serializers.DictField(help_text="The leaf's JSON Schema, with hints for forms; see docs/rules.md.")


class RuleLanguage(CamelSerializer):
    """How large a rule may be, and its types of conditions."""

    max_depth = serializers.IntegerField()
    max_leaves = serializers.IntegerField()
    conditions = RuleCondition(many=True)


class RuleConditionsView(ContactsReadView):
    """The types of conditions."""

    @operation(
        "listRuleConditions",
        summary="List what rules are made of",
        description="The types of conditions in the order in which they are offered, and the JSON Schema of each leaf.",
        need=READ,
        answer=RuleLanguage(),
        example=_EXAMPLE,
        errors=READ_ERRORS,
        tag=TAG,
    )
    def get(self, request: Request) -> Response:
        self.no_query()
        return Response(_language())


@cache
def _language() -> Any:
    """Written once: condition types don't change while the process runs."""
    return RuleLanguage(describe()).data
