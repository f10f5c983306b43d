"""The examples of the API's description of events. A test holds them against what is answered."""

from typing import Any

from workspaces.api.tenant.schema import page_example

_EVENT = "evt_01k9zq4s2dw001fzzzzzzzz02q"
_CONTACT = "ct_01k9zq3x1qe4r9t7y6u5w3s2a1"
_TIME = "2025-11-01T10:00:00Z"

CREATE: dict[str, Any] = {
    "email": "ada@example.com",
    "name": "ordered",
    "properties": {"total": 49.9, "currency": "EUR", "items": [{"sku": "A-1", "quantity": 2}]},
    "occurred_at": _TIME,
    "key": "order-1001",
}
CREATE_BY_EXTERNAL_ID = {"external_id": "customer-17", "name": "signed up"}
DETAIL = {
    "success": True,
    "data": {
        "id": _EVENT,
        "contact_id": _CONTACT,
        "name": CREATE["name"],
        "properties": CREATE["properties"],
        "occurred_at": _TIME,
        "created_at": "2025-11-01T10:00:01.250000Z",
        "routed_at": None,
        "key": CREATE["key"],
    },
}
CREATED = {"success": True, "data": {**DETAIL["data"], "outcome": "recorded"}}  # type: ignore[dict-item]
LIST = page_example(DETAIL["data"], cursor=True)
BULK = {"events": [CREATE, CREATE_BY_EXTERNAL_ID, {"email": "nobody@example.com", "name": "signed up"}]}
BULK_TAKEN = {
    "success": True,
    "data": {
        "recorded": 1,
        "duplicates": 1,
        "refused": 1,
        "events": [
            {"index": 0, "outcome": "duplicate", "id": _EVENT, "errors": []},
            {"index": 1, "outcome": "recorded", "id": "evt_01k9zq4s2dw001fzzzzzzzz02r", "errors": []},
            {
                "index": 2,
                "outcome": "refused",
                "id": None,
                "errors": [{"field": "email", "message": "there is no such contact"}],
            },
        ],
    },
}
