"""What several operations on campaigns take and answer: the flow, its issues, and who may do what."""

from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from campaigns.flow import Flow, Issue, Severity
from workspaces.api.schema import model_schema
from workspaces.api.serializers import JSONObject
from workspaces.api.workspace.camel import CamelSerializer


@extend_schema_field(model_schema(Flow) | {"description": "The flow as nodes and edges; see docs/nodes.md."})
class FlowField(JSONObject):
    """A flow document, which the domain checks. It is spelled alike in every family."""


class FlowProblem(CamelSerializer):
    """One thing that is wrong (error) or odd (warning) about a flow."""

    node_id = serializers.CharField(allow_null=True, help_text="The node's key; null: the whole flow.")
    path = serializers.CharField(help_text="Such as `workflow.nodes[3].config.template`.")
    code = serializers.CharField()
    message = serializers.CharField()
    severity = serializers.ChoiceField(choices=[each.value for each in Severity])


def problem_of_issue(issue: Issue) -> Mapping[str, Any]:
    """An issue as `FlowProblem` reads it."""
    return {
        "node_id": issue.node_id,
        "path": issue.path,
        "code": issue.code,
        "message": issue.message,
        "severity": issue.severity.value,
    }
