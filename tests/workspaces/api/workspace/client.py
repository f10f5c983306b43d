"""Callers of the Workspace API, for the tests of every app that serves a part of it."""

from typing import Any

from django.http import HttpResponse
from django.test import Client

from tests.campaigns.api.client import Caller
from tests.factories.workspaces import make_api_key, make_member
from workspaces.models import Role, Workspace


def key_of(workspace: Workspace, *scopes: str) -> Caller:
    """A key of the workspace, with every scope unless some are named, at the workspace's addresses."""
    return Caller(make_api_key(workspace, *scopes)[1], root=f"/api/workspaces/{workspace.slug}")


def member_of(workspace: Workspace, role: Role) -> Caller:
    """A signed-in member, as the pages call."""
    client = Client(raise_request_exception=False)
    client.force_login(make_member(workspace, role))
    return Caller(client=client, root=f"/api/workspaces/{workspace.slug}")


def read(caller: Caller, path: str) -> Any:
    """The body of a GET that succeeds."""
    answer = caller.get(path)
    assert answer.status_code == 200, answer.content
    return answer.json()


def refusal_of(response: HttpResponse) -> dict[str, Any]:
    """The body of a refusal without its request's id, which is checked."""
    body: dict[str, Any] = response.json()
    assert body.pop("requestId") == response["X-Request-Id"]
    assert {"error", "message", "details"} <= set(body)
    return body
