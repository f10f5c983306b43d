"""What the Workspace API takes and answers about versions of a flow, publishing and its preview."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from campaigns.api.workspace.shapes import FlowField, FlowProblem, problem_of_issue
from campaigns.flow import Wait, errors_of
from campaigns.impact import PublishImpact
from campaigns.models import FlowState, MoveState
from campaigns.services import Publishing, PublishMode
from workspaces.api.serializers import StrictInteger, StrictText
from workspaces.api.workspace.camel import CamelInput, CamelSerializer

_MAPPING = "With `move`: {removed node: node of the new version}."


class NodeMapping(serializers.DictField):
    """Where those go whose node is gone."""

    child = StrictText(max_length=64)


class PublishingInput(CamelInput):
    """What becomes of those who are on their way."""

    mode = serializers.ChoiceField(choices=PublishMode.choices, default=PublishMode.PIN.value)
    mapping = NodeMapping(required=False, help_text=_MAPPING)


class PublishingPreviewInput(PublishingInput):
    """What would be published: a flow, an earlier version, or the draft where neither is named."""

    workflow = FlowField(required=False)
    version = StrictInteger(required=False, min_value=1, help_text="An earlier version's number.")


class ComparisonQuery(CamelInput):
    """What with."""

    with_ = StrictText(
        max_length=9, default="draft", help_text="Another version's number, or `draft`: the flow as it is edited."
    )


def publishing_of(body: dict[str, Any]) -> Publishing:
    """How to publish, as the services want it."""
    return Publishing(PublishMode(body["mode"]), body.get("mapping", {}))


class PublishedVersion(CamelSerializer):
    """The version that is live now."""

    version = serializers.IntegerField(help_text="Its number.")


class FlowNodeName(CamelSerializer):
    """A node."""

    id = serializers.CharField(source="node", help_text="Its key.")
    type = serializers.CharField()
    name = serializers.CharField(help_text="What people call it, or its type's label.")


class FlowNodeChange(CamelSerializer):
    """A node that is in both flows."""

    id = serializers.CharField(source="node.node")
    fields_ = serializers.ListField(
        source="fields", child=serializers.CharField(), help_text="type, name, and keys of the config."
    )


class FlowComparison(CamelSerializer):
    """What leads from one flow to the other."""

    added = serializers.SerializerMethodField(help_text="Keys of nodes.")
    removed = serializers.SerializerMethodField(help_text="Keys of nodes.")
    changed = FlowNodeChange(many=True)
    ways = serializers.IntegerField(help_text="Ways between nodes of both that came, went, or lead elsewhere.")

    def get_added(self, diff: Any) -> list[str]:
        """Nodes of the other flow only."""
        return [node.node for node in diff.added]

    def get_removed(self, diff: Any) -> list[str]:
        """Nodes of this flow only."""
        return [node.node for node in diff.removed]


class FlowMove(CamelSerializer):
    """How far the move of those who were on their way is."""

    state = serializers.ChoiceField(choices=MoveState.choices)
    stayed = serializers.IntegerField()
    moved = serializers.IntegerField()
    left = serializers.IntegerField()


class FlowVersionEntry(CamelSerializer):
    """A version of the flow."""

    id = serializers.CharField(source="public_id")
    number = serializers.IntegerField()
    state = serializers.ChoiceField(choices=FlowState.choices)
    live = serializers.BooleanField(help_text="Whether contacts who enter now take it.")
    created_at = serializers.DateTimeField()
    published_at = serializers.DateTimeField(allow_null=True)
    published_by = serializers.CharField(source="publisher", allow_blank=True)
    restored = serializers.IntegerField(allow_null=True, help_text="The number of the version that it publishes again.")
    base = serializers.IntegerField(allow_null=True, help_text="The number of the version that `changes` are against.")
    changes = FlowComparison()
    move = FlowMove(allow_null=True, help_text="Null where it was published with `pin`.")


class FlowVersionDetail(FlowVersionEntry):
    """A version with its flow."""

    workflow = FlowField(source="version.document")


class PlaceImpact(CamelSerializer):
    """A node at which contacts are."""

    node = FlowNodeName()
    here = serializers.IntegerField(help_text="How many are there now.")
    fate = serializers.ChoiceField(choices=["stay", "move", "leave"])
    to = FlowNodeName(allow_null=True, help_text="With `move`: the node that they enter.")
    wait = serializers.ChoiceField(choices=[each.value for each in Wait], help_text="What becomes of their moment.")
    removed = serializers.BooleanField(help_text="Whether a mapping may name another node.")


class EmptyVariable(CamelSerializer):
    """A variable that would be empty for some."""

    name = serializers.CharField()
    count = serializers.IntegerField(help_text="Of those who were looked at.")


class TemplateImpact(CamelSerializer):
    """A template that a node sends."""

    node = FlowNodeName()
    template_id = serializers.CharField()
    template = serializers.CharField()
    missing = EmptyVariable(many=True)


class PreviewAudience(CamelSerializer):
    """Whom the variables were looked up for."""

    looked_at = serializers.IntegerField(help_text="At most 10,000.")
    total = serializers.IntegerField()
    on_their_way = serializers.BooleanField(help_text="False: nobody is in the campaign; the audience was looked at.")


class PublishingPreview(CamelSerializer):
    """What publishing would do. With `pin` everybody stays on their version; `stay`, `move` and `leave` are of move."""

    valid = serializers.SerializerMethodField()
    issues = serializers.SerializerMethodField()
    changes = FlowComparison(help_text="Against the live version.")
    on_their_way = serializers.IntegerField()
    stay = serializers.IntegerField()
    move = serializers.IntegerField()
    leave = serializers.IntegerField()
    nodes = PlaceImpact(many=True)
    targets = FlowNodeName(many=True, help_text="The nodes to which a mapping may lead.")
    audience = PreviewAudience()
    sends = TemplateImpact(many=True)
    moving = serializers.BooleanField(help_text="An earlier move is still under way, so that the numbers will change.")
    estimated = serializers.BooleanField(help_text="Too many have yet to enter a node to look at each of them.")

    def get_valid(self, impact: PublishImpact) -> bool:
        """Whether it could be published."""
        return not errors_of(impact.issues)

    @extend_schema_field(FlowProblem(many=True))
    def get_issues(self, impact: PublishImpact) -> Any:
        """What is wrong, and what is odd."""
        return FlowProblem([problem_of_issue(issue) for issue in impact.issues], many=True).data
