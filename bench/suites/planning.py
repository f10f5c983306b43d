"""What planning costs beside a million contacts: the estimate of a flow, the review, and a test with one contact."""

import time
from collections.abc import Callable, Sequence
from typing import Any

from bench.database import insert_contacts
from bench.fixtures import ACTOR, make_sender, make_template, make_workspace
from bench.harness import Row, limit_row
from campaigns.estimate import campaign_estimate
from campaigns.models import Campaign
from campaigns.review import campaign_review
from campaigns.services import campaign_create
from campaigns.simulation import simulate
from contacts.models import Contact
from templates_app.models import Template

CONTACTS = 1_000_000
REPEATS = 5
# Counting all of them and then a sample may take 0.4 s each; see campaigns/estimate/counting.py.
ESTIMATE_MS, REVIEW_MS, TEST_MS = 1_500.0, 2_000.0, 250.0


def measure() -> Sequence[Row]:
    """A flow with three conditions and two messages: five answers are asked of every contact."""
    workspace = make_workspace("planning")
    make_sender(workspace, 1)
    insert_contacts(workspace.pk, CONTACTS)
    document = _flow(make_template(workspace))
    campaign = campaign_create(workspace=workspace, name="Planned", actor=ACTOR, document=document)
    contact = Contact.objects.in_workspace(workspace).order_by("pk")[CONTACTS // 2]
    estimated = campaign_estimate(campaign)
    assert estimated.audience.contacts == CONTACTS
    # A third of them, exactly or by a sample.
    assert abs(estimated.nodes["mail"] - CONTACTS / 3) < CONTACTS / 50
    return [
        _row("estimate of a flow over 1,000,000 contacts", lambda: campaign_estimate(campaign), ESTIMATE_MS),
        _row("review before a launch to 1,000,000 contacts", lambda: campaign_review(campaign), REVIEW_MS),
        _row("test with one contact of 1,000,000", lambda: _test(campaign, contact), TEST_MS),
    ]


def _row(name: str, work: Callable[[], object], limit: float) -> Row:
    times = []
    for _ in range(REPEATS):
        started = time.perf_counter()
        work()
        times.append((time.perf_counter() - started) * 1_000)
    return limit_row(name, "ms", times, limit)


def _test(campaign: Campaign, contact: Contact) -> None:
    told = simulate(campaign=campaign, contact=contact)
    assert told.state == "completed", told.words


def _flow(template: Template) -> dict[str, Any]:
    def is_(field: str, value: str) -> dict[str, Any]:
        leaf = {"type": "attribute", "field": field, "operator": "equals", "value": value}
        return {"rule": {"condition": "AND", "rules": [leaf]}}

    mail = {"channel": "email", "template": template.public_id}
    nodes = [
        {"id": "start", "type": "trigger_manual", "config": {}},
        {"id": "pro", "type": "condition", "config": is_("plan", "pro")},
        {"id": "team", "type": "condition", "config": is_("plan", "team")},
        {"id": "here", "type": "condition", "config": is_("timezone", "Europe/Vienna")},
        {"id": "mail", "type": "send", "config": mail},
        {"id": "rest", "type": "wait", "config": {"duration": {"value": 7, "unit": "days"}}},
        {"id": "again", "type": "send", "config": mail},
        {"id": "end", "type": "end", "config": {}},
    ]
    ways = [("start", "next", "pro"), ("pro", "yes", "mail"), ("pro", "no", "team"), ("team", "yes", "here")]
    ways += [("team", "no", "end"), ("here", "yes", "rest"), ("here", "no", "end"), ("mail", "next", "rest")]
    ways += [("rest", "next", "again"), ("again", "next", "end")]
    return {"nodes": nodes, "edges": [{"source": a, "port": port, "target": b} for a, port, b in ways]}
