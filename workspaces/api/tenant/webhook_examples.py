"""Examples of outbound webhooks in the tenant API."""

from typing import Any

from workspaces.api.tenant.schema import page_example

_TIME = "2026-11-21T10:00:00Z"
_SIGNS = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo="
ENDPOINT_BODY: dict[str, Any] = {
    "url": "https://crm.example.com/hooks/campanile",
    "description": "The CRM",
    "events": ["message.bounced", "message.unsubscribed"],
}
_ENDPOINT: dict[str, Any] = {
    "id": "whe_01k9zq3v7nfe5v8x2m4c6d8a0b",
    **ENDPOINT_BODY,
    "enabled": True,
    "disabled_reason": "",
    "disabled_at": None,
    "failing_since": None,
    "previous_until": None,
    "created_at": _TIME,
    "updated_at": _TIME,
}
ENDPOINT: dict[str, Any] = {"success": True, "data": _ENDPOINT}
SECRET: dict[str, Any] = {
    "success": True,
    "data": {**_ENDPOINT, "secret": _SIGNS},
}
ENDPOINTS: dict[str, Any] = page_example(_ENDPOINT)
GONE: dict[str, Any] = {"success": True, "data": {"id": _ENDPOINT["id"], "deleted": True}}
_DELIVERY: dict[str, Any] = {
    "id": "whd_01k9zq3v7nf00r00000000000k",
    "webhook_id": "wev_01k9zq3v7nf00r00000000000h",
    "event": "message.bounced",
    "state": "pending",
    "attempts": 1,
    "status": 503,
    "reason": "refused",
    "message": "the answer was 503",
    "response_excerpt": "Service Unavailable",
    "duration_ms": 84,
    "happened_at": _TIME,
    "created_at": _TIME,
    "last_attempt_at": _TIME,
    "next_attempt_at": "2026-11-21T10:00:05Z",
}
DELIVERIES: dict[str, Any] = page_example(_DELIVERY, limit=50, cursor=True)
DELIVERY: dict[str, Any] = {
    "success": True,
    "data": {
        **_DELIVERY,
        "body": {
            "type": "message.bounced",
            "timestamp": "2026-11-21T10:00:00.000Z",
            "workspace_id": "ws_01k9zq3v7nfe5v8x2m4c6d8a0b",
            "data": {"id": "msg_01k9zq3v7nf00r00000000000g", "reason": "hard_bounce"},
        },
    },
}
REPLAYED: dict[str, Any] = {"success": True, "data": {"replayed": 12}}
