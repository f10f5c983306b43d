"""`nodeTypes`: what a flow can be made of."""

from functools import cache
from typing import Any, ClassVar

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from campaigns.api.workspace import examples
from campaigns.api.workspace.base import READ, READ_ERRORS
from campaigns.nodes.base import Category
from campaigns.nodes.schemas import node_schemas
from workspaces.api.access import Need
from workspaces.api.workspace.camel import CamelSerializer
from workspaces.api.workspace.schema import operation
from workspaces.api.workspace.views import WorkspaceView


class NodePort(CamelSerializer):
    """An exit of a node."""

    name = serializers.CharField()
    label = serializers.CharField(allow_blank=True)  # type: ignore[assignment]


class NodeTypeOut(CamelSerializer):
    """A node type, with the JSON Schema of its config, from which the builder makes its form."""

    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    description = serializers.CharField()
    category = serializers.ChoiceField(choices=[each.value for each in Category])
    rests_first = serializers.BooleanField(help_text="Whether contacts stay at it before they go on.")
    ports = NodePort(many=True, allow_null=True, help_text="Null where they depend on the config.")
    config_schema = serializers.DictField()


class NodeTypesView(WorkspaceView):
    """The palette."""

    needs: ClassVar[dict[str, Need]] = {"GET": READ}

    @operation(
        "listNodeTypes",
        summary="List the node types",
        description="In the order of the palette.",
        need=READ,
        answer=NodeTypeOut(many=True),
        example=examples.NODE_TYPES,
        errors=READ_ERRORS,
    )
    def get(self, request: Request) -> Response:
        self.no_query()
        return Response(_listed())


@cache
def _listed() -> Any:
    """Written once: node types don't change while the process runs."""
    entries = [{**entry, "config_schema": entry["config"]} for entry in node_schemas()]
    return NodeTypeOut(entries, many=True).data
