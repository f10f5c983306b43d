"""`secrets`: their names, for the steps that use them. What they say never comes out."""

from typing import ClassVar

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from campaigns.selectors import secrets_list
from workspaces.api.access import Need
from workspaces.api.problems import Kind
from workspaces.api.workspace.camel import CamelSerializer
from workspaces.api.workspace.schema import operation
from workspaces.api.workspace.views import WorkspaceView
from workspaces.models import Role, Scope

READ = Need(Scope.WORKSPACE_READ, Role.VIEWER)


class SecretName(CamelSerializer):
    """A secret's name."""

    id = serializers.CharField(source="public_id")
    name = serializers.CharField()


class SecretNamesView(WorkspaceView):
    """The secrets, by name."""

    needs: ClassVar[dict[str, Need]] = {"GET": READ}

    @operation(
        "listSecrets",
        summary="List the names of secrets",
        description="By name; never what they say.",
        need=READ,
        answer=SecretName(many=True),
        example=[{"id": "sec_01k9zq3v7nfe5v8x2m4c6d8a0b", "name": "crm"}],
        errors=[Kind.INVALID, Kind.NOT_FOUND],
        tag="Workspace: campaigns",
    )
    def get(self, request: Request) -> Response:
        self.no_query()
        return Response(SecretName(secrets_list(self.workspace), many=True).data)
