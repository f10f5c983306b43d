"""What an explanation costs beside a million executions: for who is in, for who never came in, for an event."""

import time
from collections.abc import Sequence
from typing import Any

from django.db import connection

from bench.database import analyze, insert_contacts, scalar
from bench.fixtures import ACTOR, launched, make_workspace, pure_flow
from bench.harness import Row, limit_row
from campaigns.engine import stage, triggers
from campaigns.engine.routing import stage as routing
from campaigns.explain import Verdict, event_decisions, explain
from campaigns.models import Campaign
from campaigns.services import campaign_create, campaign_launch
from contacts.models import Contact, Event, SegmentKind
from contacts.segments import refresh
from contacts.services import EventIn, events_record, segment_create
from workspaces.clock import database_now
from workspaces.models import Workspace

EXECUTIONS = 1_000_000
CONTACTS = 10_000
SAMPLE = 200
LIMIT_MS = 50.0
# Campaigns that listen to one event, and how many contacts have done it.
LISTENERS, HEARD = 200, 1_000

# More ways of the same contacts through a campaign of their own, which the explained one must not pay for.
_FILL = """
INSERT INTO campaigns_execution (
    workspace_id, campaign_id, run_id, version_id, contact_id, entry, node, arrived_at, due_at, created_at
)
SELECT c.workspace_id, %(campaign)s, %(run)s, %(version)s, c.id, 1 + n, 'rest', now(), now() + interval '7 days', now()
FROM contacts_contact c CROSS JOIN generate_series(1, %(entries)s) AS n
WHERE c.workspace_id = %(workspace)s
"""


def measure() -> Sequence[Row]:
    """The median over some hundred contacts of each kind, in the service: queries, rules and words."""
    workspace = make_workspace("explain")
    insert_contacts(workspace.pk, CONTACTS)
    inside = launched(workspace, "Inside", pure_flow())
    _run_through()
    _fill(launched(workspace, "Filler", pure_flow()))
    outside = _narrow(workspace)
    analyze("campaigns_execution", "campaigns_step", "contacts_segmentmembership")
    assert scalar("SELECT count(*) FROM campaigns_execution") >= EXECUTIONS
    contacts = list(Contact.objects.in_workspace(workspace).order_by("pk")[:SAMPLE])
    refusing = _refused(workspace)
    return [
        limit_row("explain a contact under way, 1,000,000 executions", "ms", _times(inside, contacts), LIMIT_MS),
        limit_row(
            "explain a contact who never entered", "ms", _times(outside, contacts, Verdict.NEVER_ENTERED), LIMIT_MS
        ),
        limit_row(
            "explain a contact whom a filter refused", "ms", _times(refusing, contacts, Verdict.NEVER_ENTERED), LIMIT_MS
        ),
        limit_row("explain an event that 200 campaigns heard of", "ms", _event_times(workspace), LIMIT_MS),
    ]


def _run_through() -> None:
    while triggers.run(database_now()).more or stage.run(database_now()).more:
        pass


def _fill(campaign: Campaign) -> None:
    run = campaign.runs.get()
    parameters: dict[str, Any] = {
        "campaign": campaign.pk,
        "run": run.pk,
        "version": run.version_id,
        "workspace": campaign.workspace_id,
        "entries": EXECUTIONS // CONTACTS,
    }
    with connection.cursor() as cursor:
        cursor.execute(_FILL, parameters)


def _narrow(workspace: Workspace) -> Campaign:
    """A running campaign for a segment in which only somebody is who is not asked about."""
    Contact.objects.create(workspace=workspace, email="gold@example.com", attributes={"plan": "gold"}, score=60)
    plan = {"type": "attribute", "field": "plan", "operator": "equals", "value": "gold"}
    score = {"type": "score", "operator": ">=", "value": 50}
    segment = segment_create(
        workspace=workspace,
        name="Gold",
        rule={"condition": "AND", "rules": [plan, score]},
        kind=SegmentKind.DYNAMIC,
        actor=ACTOR,
    )
    refresh.run(database_now(), CONTACTS)
    document = pure_flow()
    campaign = campaign_create(workspace=workspace, name="Gold", actor=ACTOR, document=document, audience=segment)
    return campaign_launch(campaign=campaign, actor=ACTOR)


def _refused(workspace: Workspace) -> Campaign:
    """One of many campaigns that listen to an event of the first contacts, and whose filter says no."""
    dear = {"type": "trigger", "field": "total", "operator": ">=", "value": 50}
    config = {"event": "ordered", "filter": {"condition": "AND", "rules": [dear]}}
    nodes = [{"id": "start", "type": "trigger_event", "config": config}, {"id": "end", "type": "end", "config": {}}]
    document = {"nodes": nodes, "edges": [{"source": "start", "port": "next", "target": "end"}]}
    campaigns = [launched(workspace, f"Refusing {number}", document) for number in range(LISTENERS)]
    ids = Contact.objects.in_workspace(workspace).order_by("pk").values_list("pk", flat=True)[:HEARD]
    events_record(workspace_id=workspace.pk, events=[EventIn(contact, "ordered", {"total": 10}) for contact in ids])
    while routing.run(database_now()).more:
        pass
    analyze("contacts_event", "campaigns_triggerdecision")
    return campaigns[0]


def _event_times(workspace: Workspace) -> list[float]:
    times = []
    for event in Event.objects.in_workspace(workspace).order_by("pk")[:SAMPLE]:
        started = time.perf_counter()
        answer = event_decisions(event)
        times.append((time.perf_counter() - started) * 1_000)
        assert len(answer.triggers) == LISTENERS
    return times


def _times(campaign: Campaign, contacts: Sequence[Contact], expected: Verdict = Verdict.UNDER_WAY) -> list[float]:
    times = []
    for contact in contacts:
        asked = Campaign.objects.in_workspace(campaign.workspace_id).get(pk=campaign.pk)
        started = time.perf_counter()
        answer = explain(campaign=asked, contact=contact)
        times.append((time.perf_counter() - started) * 1_000)
        assert answer.verdict is expected, answer.words
    return times
