"""The examples of the API's description. A test holds them against the serializers that answer."""

from typing import Any

from workspaces.api.tenant.schema import page_example

_CAMPAIGN = "cmp_01k9zq3v7nfe5v8x2m4c6d8a0b"
_EXECUTION = "exe_01k9zq4s2dw001fzzzzzzzz02q"
_CONTACT = "ct_01k9zq3x1qe4r9t7y6u5w3s2a1"
_TEMPLATE = "tpl_01k9zq3vc4g6h8j0k2m4n6p8q0"
_TIME = "2025-11-01T10:00:00Z"

_STEPS: list[dict[str, Any]] = [
    {"step": 1, "type": "email", "subject": "Hello {{firstName}}", "body": "<p>Welcome!</p>"},
    {"step": 2, "type": "wait", "duration": {"value": 2, "unit": "days"}},
    {"step": 3, "type": "email", "subject": "Still there?", "body": "Reply, and we talk."},
]
_BRIEF = {"id": _CAMPAIGN, "name": "Q4 Outreach", "status": "active"}
_STATS = {"sent": 150, "opened": 45, "replied": 12}

LIST = page_example({**_BRIEF, "stats": _STATS, "created_at": _TIME})
CREATE = {"workspace_slug": "acme-corp", "name": "New Campaign", "goal": "lead_gen"}
CREATE_SEQUENCE = {**CREATE, "sequence": _STEPS}
CREATED = {"success": True, "data": {"id": _CAMPAIGN, "name": "New Campaign", "status": "draft"}}
STARTED = {"success": True, "data": _BRIEF}
UPDATE = {"name": "Updated Name", "settings": {"daily_limit": 100}}
UPDATE_SEQUENCE = {"sequence": _STEPS}
DETAIL = {
    "success": True,
    "data": {
        **_BRIEF,
        "goal": "lead_gen",
        "sequence": [
            {
                "step": 1,
                "type": "email",
                "subject": "Hello {{firstName}}",
                "body": "<p>Welcome!</p>",
                "node": "s1",
                "template": _TEMPLATE,
            }
        ],
        "workflow": {
            "nodes": [
                {"id": "start", "type": "trigger_manual", "name": "", "config": {}},
                {
                    "id": "s1",
                    "type": "send",
                    "name": "",
                    "config": {"channel": "email", "template": _TEMPLATE, "on_ineligible": "end"},
                },
                {"id": "end", "type": "end", "name": "", "config": {}},
            ],
            "edges": [
                {"source": "start", "target": "s1", "port": "next"},
                {"source": "s1", "target": "end", "port": "next"},
            ],
        },
        "settings": {
            "daily_limit": 50,
            "track_opens": True,
            "track_clicks": True,
            "mail_from": None,
            "link_tags": None,
            "frequency_cap": None,
            "priority": 5,
            "tags": [],
            "contact_cooldown": None,
            "contact_daily_cap": None,
            "topic": None,
            "quiet_hours": None,
            "send_window": None,
            "iterations": None,
            "verification": None,
            "entry_rule": None,
            "reentry": None,
            "exit_rules": [],
            "goal": None,
            "unknown_after": 3600,
        },
        "audience": None,
        "stats": _STATS,
        "created_at": _TIME,
        "updated_at": _TIME,
        "launched_at": _TIME,
        "completed_at": None,
    },
}
_MESSAGES = {
    "queued": 2,
    "sent": 150,
    "rejected": 0,
    "skipped": 0,
    "unknown": 0,
    "delivered": 149,
    "opened": 45,
    "clicked": 20,
    "replied": 12,
    "bounced": 1,
    "complained": 0,
    "unsubscribed": 1,
    "auto_opened": 31,
    "auto_clicked": 4,
    "dismissed": 0,
}
STATUS = {
    "success": True,
    "data": {
        **_BRIEF,
        "detailed_status": "RUNNING",
        "holds": [],
        "audience": 200,
        "enrolled": 200,
        "percent": 75,
        "executions": {"pending": 48, "processing": 2, "completed": 150, "failed": 0, "skipped": 0},
        "nodes": {"w1": {"pending": 48}, "s2": {"processing": 2}, "end": {"completed": 150}},
        "messages": _MESSAGES,
        "send_progress": None,
        "started_at": _TIME,
        "completed_at": None,
    },
}
_DAY = {
    "start": "2026-11-19T23:00:00Z",
    "end": "2026-11-20T23:00:00Z",
    "entered": 2000,
    "completed": 150,
    "failed": 0,
    "skipped": 0,
    "conversions": 140,
    "messages": {**_MESSAGES, "queued": 0},
}
_VARIANT = {
    "port": "a",
    "name": "Short subject",
    "weight": 50,
    "is_control": True,
    "contacts": 1000,
    "conversions": 50,
    "rate": 0.05,
    "rate_low": 0.0381,
    "rate_high": 0.0653,
    "uplift": None,
    "probability_best": 0.0002,
    "messages": _MESSAGES,
}
ANALYTICS: dict[str, Any] = {
    "success": True,
    "data": {
        "campaign_id": _CAMPAIGN,
        "time_range": "custom",
        "group_by": "day",
        "timezone": "Europe/Vienna",
        "start_date": "2026-11-20",
        "end_date": "2026-11-20",
        "total": _DAY,
        "timeline": [{**_DAY, "date": "2026-11-20"}],
        "entered": 2000,
        "messages": _MESSAGES,
        "funnel": [
            {
                "node": "x1",
                "type": "ab_test",
                "name": "Which subject?",
                "entered": 2000,
                "passed": 2000,
                "waiting": 0,
                "processing": 0,
                "completed": 0,
                "failed": 0,
                "skipped": 0,
                "conversions": 0,
                "ports": [
                    {"port": "a", "name": "Short subject", "target": "s1", "count": 1000},
                    {"port": "b", "name": "Long subject", "target": "s2", "count": 1000},
                ],
                "ends": [],
                "messages": None,
            }
        ],
        "tests": [
            {
                "node": "x1",
                "name": "Which subject?",
                "variants": [
                    _VARIANT,
                    {
                        **_VARIANT,
                        "port": "b",
                        "name": "Long subject",
                        "is_control": False,
                        "conversions": 90,
                        "rate": 0.09,
                        "rate_low": 0.0738,
                        "rate_high": 0.1094,
                        "uplift": {"value": 0.8, "low": 0.29, "high": 1.5115},
                        "probability_best": 0.9998,
                    },
                ],
                "leader": "b",
                "conclusive": True,
                "cautions": [],
            }
        ],
        "goal": {
            "text": "does “bought”",
            "window_days": 30,
            "entered": 2000,
            "conversions": 140,
            "rate": 0.07,
            "attributions": [
                {"node": "s2", "name": "Welcome, at length", "conversions": 90, "sent": 1000},
                {"node": "s1", "name": "Welcome", "conversions": 50, "sent": 1000},
            ],
        },
    },
}
_LEAF = {"text": "plan is “pro”", "matched": False, "actual": "free"}
EXPLANATION: dict[str, Any] = {
    "success": True,
    "data": {
        "campaign_id": _CAMPAIGN,
        "contact_id": _CONTACT,
        "email": "ada@example.com",
        "verdict": "never_entered",
        "text": "Never came in. The contact is not in “Pro customers”, whose contacts are let in.",
        "holds": [],
        "entries": [],
        "triggers": [
            {
                "node": "start",
                "node_name": "Manual start",
                "type": "trigger_manual",
                "reason": "not_in_audience",
                "text": "The contact is not in “Pro customers”, whose contacts are let in.",
                "rules": [{"about": "Pro customers", "text": "plan is “pro”", "matched": False, "conditions": [_LEAF]}],
            }
        ],
        "decisions": [],
    },
}
_EVENT = "evt_01k9zq4s2dw001fzzzzzzzz02q"
EVENT_DECISIONS = {
    "success": True,
    "data": {
        "id": _EVENT,
        "name": "ordered",
        "routed_at": _TIME,
        "text": "Let the contact into no campaign, was refused by 1 trigger.",
        "triggers": [
            {
                "campaign_id": _CAMPAIGN,
                "campaign_name": "Thank large orders",
                "decision": {
                    "node": "start",
                    "node_name": "Ordered",
                    "about": "“ordered”",
                    "event_id": _EVENT,
                    "happened_at": _TIME,
                    "decided_at": _TIME,
                    "outcome": "filter",
                    "text": "The trigger's filter said no.",
                    "looked_at": [{"text": "trigger’s total is at least 100 – found 49.9", "actual": 49.9}],
                    "execution_id": "",
                },
            }
        ],
        "waits": [],
        "goals": [],
    },
}
VALIDITY = {
    "success": True,
    "data": {
        "valid": False,
        "issues": [
            {
                "node": "s1",
                "path": "workflow.nodes[1].config.template",
                "code": "template_not_published",
                "message": "The template is not published.",
                "severity": "error",
            }
        ],
    },
}
_WAIT_NODE = {"id": "w1", "type": "wait", "name": "Wait"}
_CHANGES: dict[str, Any] = {
    "added": [{"id": "s2", "type": "send", "name": "Reminder"}],
    "removed": [],
    "changed": [{"node": _WAIT_NODE, "what": ["config"]}],
    "ways": 1,
}
_FIRST: dict[str, Any] = {
    "id": "flv_01k9zq3vdz8r6t4y2w0v9s7q5n",
    "number": 1,
    "state": "published",
    "live": True,
    "created_at": _TIME,
    "published_at": _TIME,
    "published_by": "ada@example.com",
    "restored": None,
    "base": None,
    "changes": {"added": [], "removed": [], "changed": [], "ways": 0},
    "move": None,
}
VERSIONS = page_example(_FIRST)
VERSION = {
    "success": True,
    "data": {
        **_FIRST,
        "workflow": DETAIL["data"]["workflow"],  # type: ignore[index]
        "templates": {_TEMPLATE: "tpv_01k9zq3vc9h1j3k5m7n9p1q3r5"},
    },
}
_MOVE = {"state": "moving", "stayed": 120, "moved": 60, "left": 0, "mapping": {"w1": "w2"}}
_SECOND = {**_FIRST, "id": "flv_01k9zq5hf4b6c8d0e2g4h6j8k0", "number": 2, "base": 1, "changes": _CHANGES}
PUBLISHED = {"success": True, "data": {**_SECOND, "move": _MOVE}}
ROLLED_BACK = {"success": True, "data": {**_SECOND, "number": 3, "base": 2, "restored": 1}}
PREVIEW = {
    "success": True,
    "data": {
        "valid": True,
        "issues": [],
        "changes": _CHANGES,
        "on_their_way": 200,
        "stay": 140,
        "move": 60,
        "leave": 0,
        "nodes": [
            {
                "node": {"id": "w0", "type": "wait", "name": "Two days"},
                "here": 60,
                "fate": "move",
                "to": _WAIT_NODE,
                "wait": "kept",
                "removed": True,
            },
            {"node": _WAIT_NODE, "here": 140, "fate": "stay", "to": None, "wait": "recounted", "removed": False},
        ],
        "audience": {"looked_at": 200, "total": 200, "on_their_way": True},
        "sends": [
            {
                "node": {"id": "s2", "type": "send", "name": "Reminder"},
                "template_id": _TEMPLATE,
                "template": "Reminder",
                "missing": [{"name": "contact.plan", "count": 12}],
            }
        ],
        "moving": False,
        "estimated": False,
    },
}
_EXECUTION_ROW = {
    "id": _EXECUTION,
    "contact_id": _CONTACT,
    "email": "ada@example.com",
    "state": "pending",
    "node": "w1",
}
EXECUTIONS = {
    "success": True,
    "data": [
        {
            **_EXECUTION_ROW,
            "node_name": "Wait",
            "due_at": "2025-11-03T10:00:00Z",
            "reason": "",
            "reason_text": "",
            "created_at": _TIME,
            "finished_at": None,
        }
    ],
    "pagination": {
        "total": 200,
        "limit": 1,
        "offset": 0,
        "has_more": True,
        "next_cursor": "019a7f71-f5c3-7b94-b3b6-7c7de8a9c141:1",
    },
}
EXECUTION = {
    "success": True,
    "data": {
        **_EXECUTION_ROW,
        "version": 1,
        "due_at": "2025-11-03T10:00:00Z",
        "reason": "",
        "created_at": _TIME,
        "finished_at": None,
        "journal": [
            {
                "id": "stp_01k9zq4s2dw001fzzzzzzzz05x",
                "at": _TIME,
                "node": "s1",
                "node_name": "Send",
                "type": "send",
                "outcome": "passed",
                "port": "next",
                "reason": "",
                "text": "Went on.",
                "detail": {},
                "looked_at": [],
            }
        ],
    },
}
_ORDER = {
    "id": "ord_01k9zq5a7nfe5v8x2m4c6d8a0b",
    "action": "retry",
    "to": "",
    "state": "running",
    "reason": "",
    "reason_text": "",
    "execution_state": "",
    "node": "s1",
    "expected": 12000,
    "done": 5000,
    "refused": 0,
    "given_by": "ops@example.com",
    "created_at": _TIME,
    "not_before": _TIME,
    "finished_at": None,
}
ORDER = {"success": True, "data": _ORDER}
ORDERS = page_example(_ORDER)

_SECRET = {
    "id": "sec_01k9zq4s2dw001fzzzzzzzz06z",
    "name": "default",
    "created_at": _TIME,
    "changed_at": _TIME,
    "previous_until": None,
}
SECRET_CREATE = {"name": "default", "value": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}
SECRET = {"success": True, "data": _SECRET}
SECRETS = page_example(_SECRET)
SECRET_DELETED = {"success": True, "data": {"id": _SECRET["id"], "deleted": True}}
STUCK = {
    "success": True,
    "data": {
        "groups": [
            {
                "kind": "due",
                "count": 4200,
                "at_least": False,
                "since": _TIME,
                "reason": "stuck_no_worker",
                "reason_text": "No worker was seen lately.",
            }
        ],
        "oldest": EXECUTIONS["data"],
    },
}
