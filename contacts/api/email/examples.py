"""The examples of the API's description of contacts. A test holds them against what is answered."""

from typing import Any

_ID = "019a7f72-0b2e-7d49-a8f0-6c8e0a2c4e60"
_TIME = "2025-11-01T10:00:00Z"
UPSERT: dict[str, Any] = {
    "email": "ada@example.com",
    "external_id": "customer-17",
    "first_name": "Ada",
    "tags": ["customer"],
    "attributes": {"plan": "pro"},
    "email_consent": "granted",
}
UPSERTED = {
    "ok": True,
    "contact": {
        "id": _ID,
        "email": "ada@example.com",
        "phone": None,
        "external_id": "customer-17",
        "first_name": "Ada",
        "last_name": "",
        "timezone": "",
        "score": 0,
        "tags": ["customer"],
        "attributes": {"plan": "pro"},
        "created_at": _TIME,
        "changed_at": _TIME,
    },
    "is_new": True,
}
BULK = {"contacts": [UPSERT, {"phone": "+436641234567"}, {"first_name": "Nobody"}]}
BULK_DONE: dict[str, Any] = {
    "ok": True,
    "counts": {"created": 1, "updated": 1, "unchanged": 0, "refused": 1},
    "contacts": [
        {"index": 0, "outcome": "updated", "id": _ID, "is_new": False, "errors": []},
        {
            "index": 1,
            "outcome": "created",
            "id": "019a7f72-0b2e-7d49-a8f0-6c8e0a2c4e61",
            "is_new": True,
            "errors": [],
        },
        {
            "index": 2,
            "outcome": "refused",
            "id": None,
            "is_new": False,
            "errors": [{"field": "email", "message": "an email, a phone or an external_id is needed"}],
        },
    ],
}
