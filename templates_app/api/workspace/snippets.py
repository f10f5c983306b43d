"""`snippets`: what templates may name, for the editor's menu."""

from typing import Any, ClassVar

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from templates_app.api.needs import READ
from templates_app.api.workspace.base import READ_ERRORS, TAG
from templates_app.selectors import snippet_list
from workspaces.api.access import Need
from workspaces.api.workspace.camel import CamelSerializer
from workspaces.api.workspace.schema import operation
from workspaces.api.workspace.views import WorkspaceView

_MOST = 500
_EXAMPLE: list[dict[str, Any]] = [
    {
        "id": "snp_01k9zq3v7nfe5v8x2m4c6d8a0b",
        "key": "address",
        "html": "<p>Main Street 1</p>",
        "updatedAt": "2025-11-01T10:00:00Z",
    }
]


class SnippetOut(CamelSerializer):
    """A piece that templates share."""

    id = serializers.CharField(source="public_id")
    key = serializers.CharField(help_text="Templates name it as {% snippet 'key' %}.")
    html = serializers.CharField()
    updated_at = serializers.DateTimeField()


class SnippetsView(WorkspaceView):
    """The workspace's snippets."""

    needs: ClassVar[dict[str, Need]] = {"GET": READ}

    @operation(
        "listSnippets",
        summary="List the snippets",
        description=f"By key, at most {_MOST}.",
        need=READ,
        answer=SnippetOut(many=True),
        example=_EXAMPLE,
        errors=READ_ERRORS,
        tag=TAG,
    )
    def get(self, request: Request) -> Response:
        self.no_query()
        return Response(SnippetOut(snippet_list(workspace=self.workspace)[:_MOST], many=True).data)
