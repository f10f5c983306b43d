"""`members`: who belongs to the workspace."""

from typing import ClassVar

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from workspaces.api.access import Need
from workspaces.api.problems import Kind
from workspaces.api.workspace.camel import CamelSerializer
from workspaces.api.workspace.schema import operation
from workspaces.api.workspace.views import WorkspaceView
from workspaces.models import Role, Scope
from workspaces.selectors import members_of

READ = Need(Scope.WORKSPACE_READ, Role.VIEWER)


class WorkspaceMember(CamelSerializer):
    """A member."""

    id = serializers.CharField(source="user_id", help_text="The user's.")
    name = serializers.SerializerMethodField(help_text="The e-mail address where no name is known.")
    email = serializers.EmailField(source="user.email")
    role = serializers.ChoiceField(choices=Role.choices)

    def get_name(self, member: object) -> str:
        """What they are called."""
        user = member.user  # type: ignore[attr-defined]
        return str(user.get_full_name() or user.email)


class MembersView(WorkspaceView):
    """The members, by e-mail address."""

    needs: ClassVar[dict[str, Need]] = {"GET": READ}

    @operation(
        "listMembers",
        summary="List the members",
        description="Everybody who may sign in to the workspace, by e-mail address.",
        need=READ,
        answer=WorkspaceMember(many=True),
        example=[{"id": "7", "name": "Ada Lovelace", "email": "ada@example.com", "role": "editor"}],
        errors=[Kind.INVALID, Kind.NOT_FOUND],
        tag="Workspace: people",
    )
    def get(self, request: Request) -> Response:
        self.no_query()
        return Response(WorkspaceMember(members_of(self.workspace), many=True).data)
