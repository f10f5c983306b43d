"""The examples of the API's description of versions. A test holds them against what is answered."""

from typing import Any

from campaigns.api.workspace.examples import WORKFLOW

_TIME = "2025-11-01T10:00:00Z"
_NODE = {"id": "w1", "type": "wait", "name": "Two days"}
PUBLISHED = {"version": 3}
COMPARISON: dict[str, Any] = {
    "added": ["s2"],
    "removed": [],
    "changed": [{"id": "w1", "fields": ["name", "duration"]}],
    "ways": 1,
}
_VERSION: dict[str, Any] = {
    "id": "flv_01k9zq3v7nfe5v8x2m4c6d8a0b",
    "number": 3,
    "state": "published",
    "live": True,
    "createdAt": _TIME,
    "publishedAt": _TIME,
    "publishedBy": "ada@example.com",
    "restored": None,
    "base": 2,
    "changes": COMPARISON,
    "move": {"state": "done", "stayed": 140, "moved": 60, "left": 0},
}
VERSIONS = [_VERSION]
VERSION = _VERSION | {"workflow": WORKFLOW}
PREVIEW: dict[str, Any] = {
    "valid": True,
    "issues": [],
    "changes": COMPARISON,
    "onTheirWay": 200,
    "stay": 140,
    "move": 60,
    "leave": 0,
    "nodes": [
        {
            "node": _NODE,
            "here": 60,
            "fate": "move",
            "to": {"id": "w2", "type": "wait", "name": "A week"},
            "wait": "kept",
            "removed": True,
        }
    ],
    "targets": [{"id": "w2", "type": "wait", "name": "A week"}],
    "audience": {"lookedAt": 200, "total": 200, "onTheirWay": True},
    "sends": [
        {
            "node": {"id": "s2", "type": "send", "name": "Reminder"},
            "templateId": "tpl_01k9zq3v7nfe5v8x2m4c6d8a0b",
            "template": "Reminder",
            "missing": [{"name": "contact.plan", "count": 12}],
        }
    ],
    "moving": False,
    "estimated": False,
}
