"""The examples of the API's description of campaigns. A test holds them against what is answered."""

from typing import Any

_TIME = "2025-11-01T10:00:00Z"
_TEMPLATE = "tpl_01k9zq3v7nfe5v8x2m4c6d8a0b"

WORKFLOW: dict[str, Any] = {
    "nodes": [
        {"id": "t1", "type": "trigger_manual", "name": "", "config": {}},
        {"id": "s1", "type": "send", "name": "Welcome", "config": {"channel": "email", "template": _TEMPLATE}},
        {"id": "e1", "type": "end", "name": "", "config": {}},
    ],
    "edges": [{"source": "t1", "target": "s1", "port": "next"}, {"source": "s1", "target": "e1", "port": "next"}],
}
DRAFT: dict[str, Any] = {
    "workflow": WORKFLOW,
    "revision": 7,
    "isDraft": True,
    "liveVersion": 2,
    "updatedAt": _TIME,
    "updatedBy": "ada@example.com",
    "status": "ACTIVE",
    "pauseReason": None,
    "issues": [
        {
            "nodeId": "s1",
            "path": "workflow.nodes[1].config.template",
            "code": "template_not_published",
            "message": "The template is not published.",
            "severity": "error",
        }
    ],
    "names": {_TEMPLATE: "Welcome mail", "s1": "Welcome"},
    "permissions": {"edit": True, "publish": True},
}
NODE_TYPES: list[dict[str, Any]] = [
    {
        "key": "condition",
        "label": "Condition",
        "description": "Two ways: for those whom a rule fits, and for the others.",
        "category": "logic",
        "restsFirst": False,
        "ports": [{"name": "yes", "label": "Yes"}, {"name": "no", "label": "No"}],
        "configSchema": {"type": "object", "properties": {"rule": {"type": "object"}}},
    }
]
RULE_ESTIMATE: dict[str, Any] = {
    "contacts": 12480,
    "exact": True,
    "total": 48210,
    "sample": [{"id": "ct_01k9zq3x1qe4r9t7y6u5w3s2a1", "name": "Ada Lovelace", "email": "ada@example.com"}],
}
LIST: list[dict[str, Any]] = [
    {
        "id": "cmp_01k9zq3v7nfe5v8x2m4c6d8a0b",
        "name": "Welcome Series",
        "status": "ACTIVE",
        "pauseReason": None,
        "type": "AUTOMATED",
        "createdAt": _TIME,
        "triggers": [{"id": "t1", "type": "EVENT", "name": "Signed up", "config": {"event": "signed up"}}],
        "_count": {"enrollments": 5000, "messages": 12000},
    }
]
CREATE: dict[str, Any] = {
    "name": "Welcome Series",
    "description": "Onboarding email sequence for new signups",
    "type": "AUTOMATED",
    "workflow": WORKFLOW,
    "settings": {"frequencyCap": 3, "quietHours": {"start": "22:00", "end": "08:00"}},
    "startAt": "2026-02-01T00:00:00Z",
    "endAt": "2026-03-01T00:00:00Z",
}
FULL: dict[str, Any] = {
    **LIST[0],
    "description": CREATE["description"],
    "settings": {"dailyLimit": None, "trackOpens": True, **CREATE["settings"]},
    "startAt": CREATE["startAt"],
    "endAt": CREATE["endAt"],
    "updatedAt": _TIME,
    "workflow": WORKFLOW,
    "actions": [{"id": "s1", "type": "send", "name": "Welcome", "position": 1, "config": {"channel": "email"}}],
    "abTests": [
        {
            "id": "a1",
            "name": "Subject",
            "variants": [{"port": "A", "name": "Short", "weight": 50}, {"port": "B", "name": "Long", "weight": 50}],
        }
    ],
}
ENROLLED: dict[str, Any] = {
    "enrolled": 2,
    "alreadyEnrolled": 1,
    "errors": 0,
    "details": [
        {"contactId": "ct_1", "status": "enrolled"},
        {"contactId": "ct_2", "status": "enrolled"},
        {"contactId": "ct_3", "status": "already_enrolled"},
    ],
}
EXECUTED: dict[str, Any] = {
    "action": "execute_for_contact",
    "contact": {
        "contactId": "ct_abc123",
        "status": "enrolled",
        "executionId": "exe_01k9zq3v7nfe5v8x2m4c6d8a0b",
    },
    "runs": [],
}
