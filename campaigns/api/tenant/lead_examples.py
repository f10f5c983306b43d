"""The examples of the API's description of leads. A test holds them against what is answered."""

from typing import Any

from workspaces.api.tenant.schema import page_example

UPSERT: dict[str, Any] = {"email": "ada@example.com", "first_name": "Ada", "attributes": {"source": "fair"}}
_LEAD: dict[str, Any] = {
    "id": "ct_01k9zq3x1qe4r9t7y6u5w3s2a1",
    "email": "ada@example.com",
    "phone": None,
    "external_id": None,
    "first_name": "Ada",
    "last_name": "",
    "timezone": "",
    "score": 0,
    "tags": [],
    "attributes": {"source": "fair"},
    "created_at": "2025-11-01T10:00:00Z",
    "changed_at": "2025-11-01T10:00:00Z",
    "status": "new",
}
DETAIL = {"success": True, "data": _LEAD}
LIST = page_example(_LEAD, cursor=True)
ACTIVITY = page_example({"at": "2025-11-01T10:00:00Z", "kind": "known", "data": {}}, cursor=True)
