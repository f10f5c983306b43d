"""How the Workspace API's operations are described: its errors. One decorator per method."""

from typing import Any

from rest_framework import serializers

from workspaces.api.codes import CODES
from workspaces.api.operations import EXAMPLE_REQUEST_ID, Describer, ErrorExample, ErrorText
from workspaces.api.problems import Kind
from workspaces.api.workspace.camel import CamelSerializer


class WorkspaceErrorDetail(CamelSerializer):
    """One wrong field."""

    field = serializers.CharField(help_text="Its path, such as `workflow.nodes[2].config.duration`.")
    message = serializers.CharField()


class WorkspaceError(CamelSerializer):
    """Every refusal."""

    error = serializers.CharField(help_text="The code to program against.")
    message = serializers.CharField()
    details = WorkspaceErrorDetail(many=True)
    request_id = serializers.CharField(help_text="Also in the header X-Request-Id and in our logs.")


class WorkspaceConflict(WorkspaceError):
    """A refusal because of the resource's state."""

    status = serializers.CharField(required=False, help_text="The state.")
    allowed = serializers.ListField(
        child=serializers.CharField(), required=False, help_text="What the state does allow."
    )


class WorkspaceStale(WorkspaceError):
    """A refusal because somebody else was first."""

    current = serializers.DictField(required=False, help_text="What it is now, as GET answers it.")


_SHAPES = {Kind.CONFLICT: WorkspaceConflict, Kind.STALE: WorkspaceStale}


def _error(kind: Kind, text: ErrorText) -> ErrorExample:
    body: dict[str, Any] = {
        "error": CODES[kind],
        "message": text.message,
        "details": list(text.details),
        "requestId": EXAMPLE_REQUEST_ID,
    }
    if kind is Kind.CONFLICT:
        body |= {"status": "COMPLETED", "allowed": ["archive", "delete"]}
    if kind is Kind.STALE:
        body |= {"error": "draft_changed", "current": {"revision": 8}}
    return ErrorExample(_SHAPES.get(kind, WorkspaceError), body["error"], body)


operation = Describer(_error, tag="Workspace: campaigns")
