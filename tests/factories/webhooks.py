"""Endpoints of outbound webhooks for tests, and what was recorded for them."""

import json
from datetime import datetime
from typing import Any

from standardwebhooks.webhooks import Webhook

from tests.workspaces.http.servers import BadServer, header
from workspaces.models import WebhookDelivery, WebhookEndpoint, WebhookEvent, Workspace
from workspaces.services import Actor
from workspaces.services.webhooks import NewSecret, endpoint_create

SYSTEM = Actor.system("tests")
HEADERS = ("webhook-id", "webhook-timestamp", "webhook-signature")


def make_endpoint(
    workspace: Workspace, *events: str, url: str = "https://example.com/hook", **fields: Any
) -> NewSecret:
    """An endpoint, with its secret."""
    return endpoint_create(workspace=workspace, url=url, events=events or ["contact.created"], actor=SYSTEM, **fields)


def events_of(workspace: Workspace) -> list[WebhookEvent]:
    """What was recorded, in its order."""
    return list(WebhookEvent.objects.in_workspace(workspace).order_by("pk"))


def kinds_of(workspace: Workspace) -> list[str]:
    """The kinds of what was recorded, in its order."""
    return [event.kind for event in events_of(workspace)]


def deliveries_of(endpoint: WebhookEndpoint) -> list[WebhookDelivery]:
    """The endpoint's, in the order in which they were recorded."""
    return list(WebhookDelivery.objects.in_workspace(endpoint.workspace_id).filter(endpoint=endpoint).order_by("pk"))


def record_events(workspace: Workspace, number: int, kind: str, data: dict[str, Any], at: datetime) -> None:
    """Events as the database's triggers note them."""
    WebhookEvent.objects.bulk_create(
        [WebhookEvent(workspace=workspace, kind=kind, data=data, happened_at=at) for _ in range(number)]
    )


def received(server: BadServer, secret: str) -> list[dict[str, Any]]:
    """The bodies that a server got, each after the standard's own library has verified it."""
    return [verified(request, secret) for request in server.requests]


def verified(request: bytes, secret: str) -> dict[str, Any]:
    """The body of one request. Raises WebhookVerificationError."""
    body = request.partition(b"\r\n\r\n")[2]
    Webhook(secret).verify(body, {name: header(request, name) for name in HEADERS})
    found: dict[str, Any] = json.loads(body)
    return found
