"""The examples of the API's description of segments. A test holds them against what is answered."""

from typing import Any

from workspaces.api.tenant.schema import page_example

_SEGMENT = "seg_01k9zq3v7nfe5v8x2m4c6d8a0b"
_CONTACT = "ct_01k9zq3x1qe4r9t7y6u5w3s2a1"
_TIME = "2025-11-01T10:00:00Z"
RULE = {"condition": "AND", "rules": [{"type": "tag", "operator": "has", "value": "vip"}]}

CREATE: dict[str, Any] = {"name": "VIPs", "rule": RULE}
CREATE_STATIC: dict[str, Any] = {"name": "VIPs of November", "kind": "static", "rule": RULE}
RULE_BODY: dict[str, Any] = {"rule": RULE}
CHANGE = {"name": "Very important"}
CONVERT = {"kind": "static"}
COPY = {"name": "VIPs of November"}
_OUT: dict[str, Any] = {
    "id": _SEGMENT,
    "name": "VIPs",
    "kind": "dynamic",
    "rule": RULE,
    "rule_text": "tagged “vip”",
    "member_count": 1,
    "freshness": {"state": "following", "as_of": _TIME, "checked_every": None, "percent": None},
    "used_by": [{"kind": "campaign", "id": "cmp_01k9zq3v7nfe5v8x2m4c6d8a0b", "name": "Welcome series"}],
    "created_at": _TIME,
    "updated_at": _TIME,
}
_MEMBER = {
    "id": _CONTACT,
    "email": "ada@example.com",
    "phone": None,
    "external_id": "customer-17",
    "first_name": "Ada",
    "last_name": "Lovelace",
}
DETAIL: dict[str, Any] = {"success": True, "data": _OUT}
LIST = page_example(_OUT)
ESTIMATE = {"success": True, "data": {"contacts": 1, "exact": True, "total": 2}}
PREVIEW = {
    "success": True,
    "data": {"contacts": 1, "exact": True, "total": 2, "rule_text": "tagged “vip”", "sample": [_MEMBER]},
}
MEMBERS = page_example(_MEMBER, cursor=True)
MEMBERS_CHANGE: dict[str, Any] = {"add": ["ada@example.com", "customer-404"]}
MEMBERS_CHANGED = {
    "success": True,
    "data": {
        "added": 1,
        "removed": 0,
        "unknown": 1,
        "contacts": [
            {"contact": "ada@example.com", "id": _CONTACT, "outcome": "add"},
            {"contact": "customer-404", "id": None, "outcome": "unknown"},
        ],
    },
}
DELETED = {"success": True, "data": {"id": _SEGMENT, "deleted": True}}
