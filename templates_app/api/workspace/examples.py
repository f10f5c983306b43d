"""The examples of the Workspace API's description of templates."""

from typing import Any

from templates_app.api.tenant.examples import CONTENT

_ID = "tpl_01k9zq3v7nfe5v8x2m4c6d8a0b"
_TIME = "2025-11-01T10:00:00Z"
CREATE: dict[str, Any] = {"name": "Welcome", "channel": "email", "messageType": "marketing", "content": CONTENT}
ENTRY: dict[str, Any] = {
    "id": _ID,
    "name": "Welcome",
    "channel": "email",
    "messageType": "marketing",
    "state": "PUBLISHED",
    "subject": "Hello {{ contact.first_name }}",
    "previewUrl": f"/w/demo/templates/{_ID}/preview/",
    "updatedAt": _TIME,
}
DETAIL: dict[str, Any] = {
    "id": _ID,
    "name": "Welcome",
    "channel": "email",
    "messageType": "marketing",
    "state": "PUBLISHED",
    "rejectionReason": None,
    "content": CONTENT,
    "variables": ["firstName", "unsubscribe_url"],
    "revision": 3,
    "version": 1,
    "publishedAt": _TIME,
    "hasChanges": False,
    "approvalNeeded": False,
    "submittedAt": None,
    "submittedBy": None,
    "changedBy": "ada@example.com",
    "usedBy": [{"kind": "campaign", "id": "cmp_01k9zq3v7nfe5v8x2m4c6d8a0b", "name": "Welcome series", "runs": True}],
    "permissions": {"edit": True, "publish": True, "reject": False},
    "previewUrl": f"/w/demo/templates/{_ID}/preview/",
    "createdAt": _TIME,
    "updatedAt": _TIME,
}
VERSION: dict[str, Any] = {
    "id": "tpv_01k9zq3v7nfe5v8x2m4c6d8a0b",
    "number": 1,
    "variables": ["firstName", "unsubscribe_url"],
    "publishedAt": _TIME,
    "publishedBy": "ada@example.com",
}
VERSION_WHOLE: dict[str, Any] = {**VERSION, "content": CONTENT}
