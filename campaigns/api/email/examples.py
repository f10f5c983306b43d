"""The examples of the API's description. A test holds them against what is answered."""

from typing import Any

_CAMPAIGN = "019a7f71-ecf5-7b9c-5474-4262f06811d2"
_TEMPLATES = ["019a7f71-b6a4-7f31-8aa1-5c1e9a7c3d10", "019a7f71-b6a4-7f31-8aa1-5c1e9a7c3d11"]
_ACCOUNTS = ["019a7f70-2c1d-7e02-9b1f-0d2a4c6e8f00", "019a7f70-2c1d-7e02-9b1f-0d2a4c6e8f01"]
_CONTACT = "019a7f72-0b2e-7d49-a8f0-6c8e0a2c4e60"
_TIME = "2025-11-01T10:00:00Z"

CREATE: dict[str, Any] = {
    "name": "Thank you",
    "template_ids": _TEMPLATES,
    "mail_account_ids": _ACCOUNTS,
    "events": ["sale.created"],
}
CREATE_LIMITED = {
    **CREATE,
    "from_name": "Ada of Acme",
    "event_triggered_send": {"contact_cooldown_interval": 86_400, "contact_daily_email_cap": 1},
    "segment_query": {
        "condition": "AND",
        "type": "builder",
        "rules": [{"type": "tag", "operator": "has", "value": "customer"}],
    },
}
CHANGE = {"event_triggered_send": {"contact_cooldown_interval": 7_200, "contact_daily_email_cap": 2}}
CHANGE_WARM_UP = {"automation_send": {"iteration_send_amount": 50, "send_interval": 60, "min_delivery_rate": 95}}
PAUSE = {"event_triggered_send": {"enabled": False}}
SUBMIT = {"event_name": "sale.created", "email": "ada@example.com", "idempotency_key": "order-1001"}
SUBMITTED = {
    "ok": True,
    "submission": {
        "id": "019a7f72-5d3c-7a18-b0c2-1e3a5c7e9b20",
        "campaign_id": _CAMPAIGN,
        "event_name": "sale.created",
        "contact_id": _CONTACT,
        "audience": 1,
        "entered": 1,
    },
}
_SHARED = {"send_amount": None, "scheduled_send_time": None}
SEND_DATA: dict[str, Any] = {
    "campaign_type": "event_triggered",
    "template_ids": _TEMPLATES,
    "mail_account_ids": _ACCOUNTS,
    "from_name": "",
    "reply_to_name": "",
    "reply_to_email": "",
    "broadcast_send": _SHARED,
    "automation_send": {
        **_SHARED,
        "active": False,
        "iteration_send_amount": 200,
        "min_delivery_rate": 92,
        "send_interval": 10,
        "is_incremental_send": True,
        "max_iterations": 0,
        "max_iteration_send_amount": 1000,
    },
    "event_triggered_send": {
        "events": ["sale.created"],
        "contact_cooldown_interval": 3600,
        "contact_daily_email_cap": 3,
        "enabled": True,
    },
    "segment_query": {"condition": "AND", "type": "builder", "rules": []},
    "open_tracking": True,
    "click_tracking": True,
    "verification_data": {"acceptable_statuses": ["valid"], "active": False, "max_budget": 1.0, "age_threshold": 2},
    "contact_cache_level": "campaign",
    "user_platform_role": "member",
}
CAMPAIGN: dict[str, Any] = {
    "id": _CAMPAIGN,
    "team_id": "019a7f70-0000-7a00-8000-3b5d7f9a1c00",
    "name": "Thank you",
    "delivery_type": "email",
    "campaign_type": "event_triggered",
    "meta": [],
    "created_at": _TIME,
    "updated_at": _TIME,
    "draft_data": {"last_sent_at": _TIME, "send_data": SEND_DATA},
    "campaign_sends": [
        {
            "id": "019a7f71-ecf6-7c10-9a2b-3c4d5e6f7a80",
            "campaign_id": _CAMPAIGN,
            "campaign_type": "event_triggered",
            "status": "running",
            "next_send_at": None,
            "next_send_countdown": {"total": 0, "remaining": 0},
            "send_data": SEND_DATA,
            "send_progress": {
                "total_sent": 120,
                "total_bounced": 1,
                "delivery_rate": 99.17,
                "current_iteration": 0,
                "reason": "",
            },
            "created_at": _TIME,
            "updated_at": _TIME,
        }
    ],
}
CAMPAIGN_ANSWER = {"ok": True, "campaign": CAMPAIGN}
LIST = {
    "ok": True,
    "campaigns": [CAMPAIGN],
    "pagination": {"total": 1, "limit": 20, "offset": 0, "has_more": False},
}
EVENT = {
    "event_name": "sale.created",
    "email": "ada@example.com",
    "properties": {"total": 49.9},
    "idempotency_key": "order-1001",
}
EVENT_ANSWER: dict[str, Any] = {
    "ok": True,
    "event": {
        "id": "019a7f72-4c10-7000-8000-000000000057",
        "contact_id": _CONTACT,
        "event_name": "sale.created",
        "properties": {"total": 49.9},
        "occurred_at": _TIME,
        "created_at": _TIME,
        "routed_at": _TIME,
        "idempotency_key": "order-1001",
    },
    "decisions": {
        "text": "Let the contact into 1 campaign.",
        "triggers": [
            {
                "campaign_id": _CAMPAIGN,
                "campaign_name": "Thank you",
                "outcome": "enrolled",
                "text": "Let in.",
                "execution_id": "019a7f72-4c11-7000-8000-000000000102",
            }
        ],
        "waits": [],
        "goals": [],
    },
}
