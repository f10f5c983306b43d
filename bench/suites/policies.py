"""What the policies cost: delivery with every one of them set up, against the same delivery with none."""

import itertools
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from django.db import connection

from bench.database import analyze, insert_contacts
from bench.delivered import mails_per_second
from bench.fixtures import ACTOR, make_sender, make_template, make_workspace, send_flow
from bench.harness import Row, pairs, rate_row
from bench.sink import running_sink
from campaigns.services import campaign_create, campaign_launch
from messaging.models import Sender
from messaging.services import price_set, sender_update
from templates_app.models import Template
from workspaces.models import Workspace
from workspaces.services.balance import balance_open, balance_top_up

MAILS = 3_000
BEFORE = 3  # messages that each contact has had

# Settings of a campaign, and its flow.
_Campaign = tuple[dict[str, object], dict[str, Any]]

_SETTINGS: dict[str, object] = {
    "daily_limit": 1_000_000,
    "frequency_cap": {"count": 10, "days": 30},
    "contact_cooldown": 3_600,
    "contact_daily_cap": 5,
    "quiet_hours": {"start": "00:00", "end": "00:01"},
    "send_window": {"start": "00:00", "end": "00:00", "clock": "contact"},
    "iterations": {"iteration_send_amount": 1_000_000, "max_iteration_send_amount": 1_000_000},
    "verification": {"acceptable_statuses": ["valid"], "age_threshold": 30},
}
_LIMITS = {"per_second": 10_000, "per_hour": 1_000_000, "per_day": 10_000_000}
_HISTORY = """
INSERT INTO messaging_message (
    workspace_id, stream_id, contact_id, node, channel, message_type, template_version_id, sender_id, state, not_before,
    created_at, settled_at
)
SELECT workspace_id, uuidv7(), id, 'mail', 'email', 'marketing', uuidv7(), %(sender)s, 'accepted', at, at, at
FROM contacts_contact
CROSS JOIN (SELECT now() - n * interval '3 days' AS at FROM generate_series(1, %(before)s) AS n) AS sent
WHERE workspace_id = %(workspace)s
"""
_SUPPRESSED = """
INSERT INTO messaging_suppression (workspace_id, channel, address, reason, source, created_at)
SELECT %(workspace)s, 'email', 'gone' || n || '@example.com', 'hard_bounce', '', now()
FROM generate_series(1, 50000) AS n
"""
_VERIFIED = """
INSERT INTO messaging_addressverification (workspace_id, address, status, due_at, checked_at)
SELECT workspace_id, lower(email), 'valid', now(), now() FROM contacts_contact WHERE workspace_id = %(workspace)s
"""


def measure() -> Sequence[Row]:
    """Each repetition has a workspace of its own, whose contacts have had three messages each. None of them is held."""
    numbers = itertools.count()
    with running_sink("pipelining") as port:
        ours, none = pairs(
            lambda: _sent(f"limited-{next(numbers)}", port, _limited),
            lambda: _sent(f"free-{next(numbers)}", port, _free),
        )
    return [rate_row("sends with every policy set up vs with none", "mails/s", ours, none, floor=0.85)]


def _sent(slug: str, port: int, set_up: Callable[[Workspace, Sender, Template], _Campaign]) -> float:
    workspace = make_workspace(slug)
    insert_contacts(workspace.pk, MAILS)
    template, sender = make_template(workspace), make_sender(workspace, port)
    settings, flow = set_up(workspace, sender, template)
    with connection.cursor() as cursor:
        cursor.execute(_HISTORY, {"workspace": workspace.pk, "sender": sender.pk, "before": BEFORE})
        cursor.execute(_SUPPRESSED, {"workspace": workspace.pk})
        cursor.execute(_VERIFIED, {"workspace": workspace.pk})
    analyze("messaging_suppression", "messaging_addressverification")
    campaign = campaign_create(workspace=workspace, name="Sends", actor=ACTOR, document=flow, settings=settings)
    return mails_per_second(campaign_launch(campaign=campaign, actor=ACTOR), MAILS)


def _free(workspace: Workspace, sender: Sender, template: Template) -> _Campaign:
    return {}, send_flow(template, sender)


def _limited(workspace: Workspace, sender: Sender, template: Template) -> _Campaign:
    further = make_sender(workspace, sender.config["port"])
    for each in (sender, further):
        sender_update(sender=each, actor=ACTOR, changes={"limits": _LIMITS})
    balance_open(workspace=workspace, actor=ACTOR)
    balance_top_up(workspace=workspace, amount=Decimal(1_000), reference="bench", actor=ACTOR)
    price_set(workspace=workspace, channel="email", message_type="marketing", amount=Decimal("0.001"), actor=ACTOR)
    flow = send_flow(template, sender)
    flow["nodes"][1]["config"]["rotation"] = {
        "templates": [{"template": make_template(workspace).public_id}],
        "senders": [{"sender": further.public_id}],
    }
    return _SETTINGS, flow
