"""The examples of the API's description of templates. A test holds them against what is answered."""

from typing import Any

_ID = "tpl_01k9zq3v7nfe5v8x2m4c6d8a0b"
_TIME = "2025-11-01T10:00:00Z"
CONTENT: dict[str, Any] = {
    "subject": "Hello {{ firstName }}",
    "blocks": [
        {"type": "heading", "text": "Welcome"},
        {"type": "button", "text": "Begin", "url": "https://www.example.com/start"},
        {"type": "footer", "html": "<p>Main Street 1</p>"},
    ],
}
CREATE: dict[str, Any] = {"name": "Welcome", "channel": "email", "content": CONTENT}
CHANGE = {"name": "Welcome, new"}
REJECT = {"reason": "The price is last year’s."}
DETAIL: dict[str, Any] = {
    "id": _ID,
    "name": "Welcome",
    "channel": "email",
    "message_type": "marketing",
    "state": "PUBLISHED",
    "rejection_reason": None,
    "content": CONTENT,
    "variables": ["firstName", "unsubscribe_url"],
    "revision": 3,
    "version": 1,
    "published_at": _TIME,
    "has_changes": False,
    "approval_needed": False,
    "submitted_at": None,
    "submitted_by": None,
    "changed_by": "ada@example.com",
    "used_by": [{"kind": "campaign", "id": "cmp_01k9zq3v7nfe5v8x2m4c6d8a0b", "name": "Welcome series"}],
    "created_at": _TIME,
    "updated_at": _TIME,
}
BRIEF: dict[str, Any] = {
    "id": _ID,
    "name": "Welcome",
    "channel": "email",
    "message_type": "marketing",
    "state": "PUBLISHED",
    "version": 1,
    "submitted_at": None,
    "created_at": _TIME,
    "updated_at": _TIME,
}
VERSION: dict[str, Any] = {
    "id": "tpv_01k9zq3v7nfe5v8x2m4c6d8a0b",
    "number": 1,
    "variables": ["firstName", "unsubscribe_url"],
    "published_at": _TIME,
    "published_by": "ada@example.com",
}
VERSION_DETAIL: dict[str, Any] = {**VERSION, "content": CONTENT}
