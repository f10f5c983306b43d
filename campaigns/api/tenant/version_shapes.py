"""What the tenant API takes and answers about versions of a flow, publishing and its preview."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from campaigns.api.tenant.inputs import WorkflowField
from campaigns.api.tenant.outputs import FlowIssue, issue_of
from campaigns.flow import Wait, errors_of
from campaigns.impact import PublishImpact
from campaigns.models import FlowState, MoveState
from campaigns.services import Publishing, PublishMode
from templates_app.models import Template, TemplateVersion
from workspaces.api.serializers import StrictSerializer, StrictText
from workspaces.ids import encode


class MappingField(serializers.DictField):
    """Where those go whose node is gone: {removed node: node of the new version}."""

    child = StrictText(max_length=64)


class RollbackInput(StrictSerializer):
    """What becomes of those who are on their way."""

    mode = serializers.ChoiceField(choices=PublishMode.choices, default=PublishMode.PIN.value)
    mapping = MappingField(required=False, help_text="With `move`: {removed node: node of the new version}.")


class PublishInput(RollbackInput):
    """How to publish; a `workflow` becomes the draft first."""

    workflow = WorkflowField(required=False)


class PublishPreviewInput(StrictSerializer):
    """What would be published: a workflow, an earlier version, or the draft; and where those of removed nodes go."""

    workflow = WorkflowField(required=False)
    version = StrictText(max_length=64, required=False, help_text="An earlier version's id or number.")
    mapping = MappingField(required=False)


def publishing_of(body: dict[str, Any]) -> Publishing:
    """How to publish, as the services want it."""
    return Publishing(PublishMode(body["mode"]), body.get("mapping", {}))


class NodeName(serializers.Serializer):
    """A node."""

    id = serializers.CharField(source="node", help_text="Its key.")
    type = serializers.CharField()
    name = serializers.CharField(help_text="What people call it, or its type's label.")


class ChangedNode(serializers.Serializer):
    """A node that is in both versions."""

    node = NodeName()
    what = serializers.ListField(child=serializers.CharField(), help_text="type, name, config")


class Changes(serializers.Serializer):
    """What changed from one version to another."""

    added = NodeName(many=True)
    removed = NodeName(many=True)
    changed = ChangedNode(many=True)
    ways = serializers.IntegerField(help_text="Ways between nodes of both versions that came, went, or lead elsewhere.")


class Move(serializers.Serializer):
    """How far the move of those who were on their way is."""

    state = serializers.ChoiceField(choices=MoveState.choices)
    stayed = serializers.IntegerField()
    moved = serializers.IntegerField()
    left = serializers.IntegerField()
    mapping = serializers.DictField(child=serializers.CharField())


class Version(serializers.Serializer):
    """A version of the flow."""

    id = serializers.CharField(source="public_id")
    number = serializers.IntegerField()
    state = serializers.ChoiceField(choices=FlowState.choices)
    live = serializers.BooleanField(help_text="Whether contacts who enter now take it.")
    created_at = serializers.DateTimeField()
    published_at = serializers.DateTimeField(allow_null=True)
    published_by = serializers.CharField(source="publisher", allow_blank=True)
    restored = serializers.IntegerField(allow_null=True, help_text="The number of the version that it publishes again.")
    base = serializers.IntegerField(
        allow_null=True, help_text="The number of the version that `changes` are told against; null for the first."
    )
    changes = Changes()
    move = Move(allow_null=True, help_text="Null where it was published with `pin`.")


class VersionDetail(Version):
    """A version with its flow."""

    workflow = WorkflowField(source="version.document")
    templates = serializers.SerializerMethodField(help_text="{template: the version of it that is sent}")

    def get_templates(self, entry: Any) -> dict[str, str]:
        """The pins, as public ids."""
        pins = entry.version.pins.get("templates", {})
        return {
            encode(Template.ID_PREFIX, UUID(template)): encode(TemplateVersion.ID_PREFIX, UUID(pinned))
            for template, pinned in pins.items()
        }


class NodeImpact(serializers.Serializer):
    """A node at which contacts are."""

    node = NodeName()
    here = serializers.IntegerField(help_text="How many are there now.")
    fate = serializers.ChoiceField(choices=["stay", "move", "leave"])
    to = NodeName(allow_null=True, help_text="With `move`: the node that they enter.")
    wait = serializers.ChoiceField(choices=[each.value for each in Wait], help_text="What becomes of their moment.")
    removed = serializers.BooleanField(help_text="Whether a mapping may name another node.")


class MissingVariable(serializers.Serializer):
    """A variable that would be empty for some."""

    name = serializers.CharField()
    count = serializers.IntegerField(help_text="Of those who were looked at.")


class SendImpact(serializers.Serializer):
    """A template that a node sends."""

    node = NodeName()
    template_id = serializers.CharField()
    template = serializers.CharField()
    missing = MissingVariable(many=True)


class Audience(serializers.Serializer):
    """Whom the variables were looked up for."""

    looked_at = serializers.IntegerField(help_text="At most 10,000.")
    total = serializers.IntegerField()
    on_their_way = serializers.BooleanField(help_text="False: nobody is in the campaign; the audience was looked at.")


class PublishPreview(serializers.Serializer):
    """What publishing would do. With `pin` everybody stays on their version; `stay`, `move` and `leave` are of move."""

    valid = serializers.SerializerMethodField()
    issues = serializers.SerializerMethodField()
    changes = Changes(help_text="Against the live version.")
    on_their_way = serializers.IntegerField()
    stay = serializers.IntegerField()
    move = serializers.IntegerField()
    leave = serializers.IntegerField()
    nodes = NodeImpact(many=True)
    audience = Audience()
    sends = SendImpact(many=True)
    moving = serializers.BooleanField(help_text="An earlier move is still under way, so that the numbers will change.")
    estimated = serializers.BooleanField(help_text="Too many have yet to enter a node to look at each of them.")

    def get_valid(self, impact: PublishImpact) -> bool:
        """Whether it could be published."""
        return not errors_of(impact.issues)

    @extend_schema_field(FlowIssue(many=True))
    def get_issues(self, impact: PublishImpact) -> Any:
        """What is wrong, and what is odd."""
        return [issue_of(issue) for issue in impact.issues]
