"""`/webhooks` of the tenant API: endpoints, their secrets, deliveries and replays."""

from datetime import timedelta
from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.factories.contacts import make_contact
from tests.factories.webhooks import deliveries_of, make_endpoint
from tests.factories.workspaces import make_api_key, make_workspace
from workspaces.clock import database_now
from workspaces.models import AuditEntry, IdempotentAnswer, WebhookDelivery, WebhookEndpoint, Workspace

URL = "/api/v1/tenant/webhooks"
KINDS = ["contact.created"]


@pytest.fixture
def workspace(db: None) -> Workspace:
    return make_workspace()


@pytest.fixture
def client(workspace: Workspace) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {make_api_key(workspace)[1]}")
    return client


def call(client: APIClient, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
    answer = getattr(client, method)(f"{URL}{path}", body, format=None if method == "get" else "json", **headers)
    return answer.status_code, answer.json()


def test_an_endpoint_from_its_making_to_its_end(client: APIClient, workspace: Workspace) -> None:
    body = {"url": "https://example.com/hook?token=abc", "events": ["message.opened", "contact.created"]}
    status, made = call(client, "post", "", body, HTTP_IDEMPOTENCY_KEY="once")
    assert status == 201
    assert made["data"]["events"] == ["contact.created", "message.opened"]
    again = call(client, "post", "", body, HTTP_IDEMPOTENCY_KEY="once")
    assert again == (201, made)
    secret, key = made["data"].pop("secret"), made["data"]["id"]
    assert secret.startswith("whsec_")
    assert secret not in IdempotentAnswer.objects.get().body
    assert secret.encode() not in bytes(WebhookEndpoint.objects.in_workspace(workspace).get().secret)
    assert call(client, "get", f"/{key}") == (200, made)
    assert call(client, "get", "")[1]["data"] == [made["data"]]
    assert call(client, "patch", f"/{key}", {"enabled": False, "description": "CRM"})[0] == 200
    shown = call(client, "get", f"/{key}")[1]["data"]
    assert (shown["enabled"], shown["disabled_reason"], shown["description"]) == (False, "by_hand", "CRM")
    assert call(client, "post", f"/{key}/test")[0] == 409
    status, rotated = call(client, "post", f"/{key}/rotate", {"overlap_hours": 48})
    assert (status, rotated["data"]["secret"] != secret) == (200, True)
    assert rotated["data"]["previous_until"] is not None
    assert call(client, "post", f"/{key}/rotate", {"overlap_hours": 0})[1]["data"]["previous_until"] is None
    assert call(client, "delete", f"/{key}") == (200, {"success": True, "data": {"id": key, "deleted": True}})
    assert call(client, "get", f"/{key}")[0] == 404
    log = AuditEntry.objects.in_workspace(workspace).filter(target_type="webhook").order_by("pk")
    assert [each.action for each in log] == [
        *("webhook.created", "webhook.changed", "webhook.rotated", "webhook.rotated", "webhook.deleted"),
    ]
    assert all("abc" not in str(each.data) and "whsec" not in str(each.data) for each in log)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"url": "ftp://example.com", "events": KINDS}, "url"),
        ({"url": "http://127.0.0.1/x", "events": KINDS}, "url"),
        ({"url": "http://[::1]/x", "events": KINDS}, "url"),
        ({"url": "http://169.254.169.254/latest", "events": KINDS}, "url"),
        ({"url": "http://localhost/", "events": KINDS}, "url"),
        ({"url": "https://u:p@example.com", "events": KINDS}, "url"),
        ({"url": "https://example.com:22/", "events": KINDS}, "url"),
        ({"url": "https://example.com/", "events": []}, "events"),
        ({"url": "https://example.com/", "events": ["contact.exploded"]}, "events"),
        ({"url": "https://example.com/", "events": KINDS, "colour": "red"}, "colour"),
    ],
)
def test_what_can_be_no_endpoint_is_refused(client: APIClient, workspace: Workspace, body: Any, field: str) -> None:
    status, answer = call(client, "post", "", body)
    assert (status, [each["field"] for each in answer["error"]["details"]]) == (400, [field])
    assert WebhookEndpoint.objects.in_workspace(workspace).count() == 0


def test_deliveries_are_listed_and_replayed(client: APIClient, workspace: Workspace) -> None:
    endpoint = make_endpoint(workspace, "contact.created").endpoint
    for _ in range(3):
        make_contact(workspace)
    first, second, third = deliveries_of(endpoint)
    rows, now = WebhookDelivery.objects.in_workspace(workspace), database_now()
    gone = {"state": "failed", "settled_at": now, "tries": 12, "reason": "refused", "status": 503}
    rows.filter(pk=first.pk).update(**gone, created_at=now - timedelta(days=2))
    rows.filter(pk=second.pk).update(**gone)
    path = f"/{endpoint.public_id}"
    status, page = call(client, "get", f"{path}/deliveries?limit=2")
    assert (status, [each["id"] for each in page["data"]]) == (200, [third.public_id, second.public_id])
    rest = call(client, "get", f"{path}/deliveries?limit=2&cursor={page['pagination']['next_cursor']}")[1]
    assert [each["attempts"] for each in rest["data"]] == [12]
    failed = call(client, "get", f"{path}/deliveries?state=failed&event=contact.created")[1]["data"]
    assert [(each["status"], each["reason"], each["next_attempt_at"]) for each in failed] == [
        (503, "refused", None)
    ] * 2
    shown = call(client, "get", f"{path}/deliveries/{second.public_id}")[1]["data"]
    assert (shown["webhook_id"], shown["body"]["type"]) == (second.event.public_id, "contact.created")
    since = (now - timedelta(days=1)).isoformat()
    assert call(client, "post", f"{path}/replay", {"since": since}) == (200, {"success": True, "data": {"replayed": 1}})
    first.refresh_from_db()
    replay = f"{path}/deliveries/{first.public_id}/replay"
    assert [call(client, "post", replay)[0] for _ in range(2)] == [200, 409]
    assert {(each.state, each.tries) for each in deliveries_of(endpoint)} == {("pending", 0)}
    assert call(client, "post", f"{path}/test")[1]["data"]["event"] == "webhook.test"
    other = make_endpoint(workspace).endpoint
    assert call(client, "get", f"/{other.public_id}/deliveries/{first.public_id}")[0] == 404
    assert call(client, "post", f"{path}/replay", {"since": "yesterday"})[0] == 400


def test_what_a_request_does_is_told_behind_the_second_wall(client: APIClient, workspace: Workspace) -> None:
    endpoint = make_endpoint(workspace, "contact.created", "contact.updated").endpoint
    make_endpoint(make_workspace(), "contact.created")
    made = client.post("/api/v1/tenant/contacts", {"email": "ada@example.com"}, format="json")
    assert made.status_code == 201
    path = f"/api/v1/tenant/contacts/{made.json()['data']['id']}"
    assert client.patch(path, {"first_name": "Ada"}, format="json").status_code == 200
    assert [each.event.kind for each in deliveries_of(endpoint)] == ["contact.created", "contact.updated"]
    assert WebhookDelivery.objects.across_workspaces().count() == 2
