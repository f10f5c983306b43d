"""Examples of contacts, views and score rules for the description of the API."""

from typing import Any

BODY: dict[str, Any] = {
    "externalId": "customer-17",
    "email": "ada@example.com",
    "firstName": "Ada",
    "lastName": "Lovelace",
    "tags": ["customer"],
    "attributes": {"plan": "pro", "visits": 12},
}
CONTACT: dict[str, Any] = {
    "id": "ct_01k9zq3x1qe4r9t7y6u5w3s2a1",
    "phone": None,
    "timezone": "Europe/Vienna",
    "score": 12,
    "createdAt": "2025-11-01T10:00:00Z",
    "changedAt": "2025-11-01T10:00:00Z",
    **BODY,
}
PUT_IN: dict[str, Any] = {
    "created": 1,
    "updated": 0,
    "unchanged": 0,
    "refused": 1,
    "contacts": [
        {"index": 0, "outcome": "created", "id": CONTACT["id"], "errors": []},
        {
            "index": 1,
            "outcome": "refused",
            "id": None,
            "errors": [{"field": "email", "message": "must be an e-mail address"}],
        },
    ],
}
SCORE: dict[str, Any] = {"score": 12, "parts": [{"rule": "Ordered", "points": 10}], "byHand": 2}
VIEW: dict[str, Any] = {
    "id": "view_01k9zq3x1qe4r9t7y6u5w3s2a1",
    "name": "New customers",
    "shared": True,
    "filter": {"tag": "customer", "created": "7d"},
    "columns": ["name", "score", "attributes.plan"],
    "sort": "newest",
    "createdAt": "2025-11-01T10:00:00Z",
    "updatedAt": "2025-11-01T10:00:00Z",
}
RULE_BODY: dict[str, Any] = {
    "name": "Ordered",
    "kind": "event",
    "event": "ordered",
    "points": 10,
    "most": 5,
    "halfLifeDays": 30,
}
RULE: dict[str, Any] = {
    "id": "scr_01k9zq3x1qe4r9t7y6u5w3s2a1",
    "isActive": True,
    "filter": [],
    "rule": None,
    "windowDays": None,
    "periodDays": None,
    "createdAt": "2025-11-01T10:00:00Z",
    "updatedAt": "2025-11-01T10:00:00Z",
    **RULE_BODY,
}
