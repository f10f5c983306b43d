"""The examples of the API's description of consent. A test holds them against what is answered."""

from typing import Any

_ABOUT = {"channel": "email", "message_type": "marketing", "topic": "product-news"}
SET: dict[str, Any] = {
    "consents": [{**_ABOUT, "state": "granted"}],
    "by_contact": True,
    "source": "checkout form",
    "text": "Yes, write to me about new products.",
    "basis": "consent",
    "ip": "203.0.113.7",
    "user_agent": "Mozilla/5.0",
}
CONSENT: dict[str, Any] = {
    "success": True,
    "data": {
        "contact_id": "ct_01k9zq3x1qe4r9t7y6u5w3s2a1",
        "consents": [{**_ABOUT, "state": "granted", "changed_at": "2025-11-01T10:00:00Z"}],
        "log": [
            {
                **_ABOUT,
                "state": "granted",
                "source": "checkout form",
                "recorded_at": "2025-11-01T10:00:00Z",
                "text": "Yes, write to me about new products.",
                "basis": "consent",
                "from_known_address": True,
            }
        ],
        "next_cursor": None,
    },
}
BULK: dict[str, Any] = {
    "consents": [
        {"email": "ada@example.com", "channel": "email", "message_type": "marketing", "state": "denied"},
        {"external_id": "customer-99", "channel": "sms", "message_type": "marketing", "state": "granted"},
    ],
    "source": "crm",
}
BULK_TAKEN: dict[str, Any] = {
    "success": True,
    "data": {
        "changed": 1,
        "refused": 1,
        "consents": [
            {"index": 0, "outcome": "taken", "errors": []},
            {
                "index": 1,
                "outcome": "refused",
                "errors": [{"field": "external_id", "message": "there is no such contact"}],
            },
        ],
    },
}
