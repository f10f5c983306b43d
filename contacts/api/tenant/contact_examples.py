"""The examples of the API's description of contacts. A test holds them against what is answered."""

from typing import Any

from workspaces.api.tenant.schema import page_example

_TIME = "2025-11-01T10:00:00Z"
UPSERT: dict[str, Any] = {
    "email": "ada@example.com",
    "external_id": "customer-17",
    "first_name": "Ada",
    "last_name": "Lovelace",
    "timezone": "Europe/Vienna",
    "tags": ["customer"],
    "attributes": {"plan": "pro", "visits": 12},
}
UPDATE = {"attributes": {"plan": "team"}, "phone": None}
_CONTACT: dict[str, Any] = {
    "id": "ct_01k9zq3x1qe4r9t7y6u5w3s2a1",
    "email": "ada@example.com",
    "phone": None,
    "external_id": "customer-17",
    "first_name": "Ada",
    "last_name": "Lovelace",
    "timezone": "Europe/Vienna",
    "score": 0,
    "tags": ["customer"],
    "attributes": {"plan": "pro", "visits": 12},
    "created_at": _TIME,
    "changed_at": _TIME,
}
DETAIL = {"success": True, "data": _CONTACT}
UPSERTED = {"success": True, "data": {**_CONTACT, "outcome": "created"}}
LIST = page_example(_CONTACT, cursor=True)
BULK = {"contacts": [UPSERT, {"phone": "+436641234567", "tags": ["lead"]}, {"first_name": "Nobody"}]}
BULK_DONE = {
    "success": True,
    "data": {
        "created": 1,
        "updated": 1,
        "unchanged": 0,
        "refused": 1,
        "contacts": [
            {"index": 0, "outcome": "updated", "id": "ct_01k9zq3x1qe4r9t7y6u5w3s2a1", "errors": []},
            {"index": 1, "outcome": "created", "id": "ct_01k9zq3x1qe4r9t7y6u5w3s2a2", "errors": []},
            {
                "index": 2,
                "outcome": "refused",
                "id": None,
                "errors": [{"field": "email", "message": "an email, a phone or an external_id is needed"}],
            },
        ],
    },
}
