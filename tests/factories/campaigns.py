"""Campaigns and executions for tests: small flows, launched through the services that launch them in production."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import count, pairwise
from typing import Any

from django.db import connection

from campaigns.engine import settle, stage, triggers
from campaigns.models import Campaign, Conversion, CounterOutcome, Execution, NodeCounter, Step, StepOutcome
from campaigns.services import campaign_create, campaign_launch
from contacts.models import Contact
from messaging.models import Message, MessageState
from tests.factories.messaging import make_sender
from workspaces.clock import database_now
from workspaces.models import Workspace
from workspaces.services import Actor

SYSTEM = Actor.system("tests")
_numbers = count(1)

Node = tuple[str, str, Mapping[str, Any]]


def flow(*nodes: Node, edges: Sequence[str] | None = None) -> dict[str, Any]:
    """A document from (key, type, config) and edges written `a>b` or `a.port>b`; a chain in the order given if none."""
    keys = [key for key, _, _ in nodes]
    ways = edges if edges is not None else [f"{left}>{right}" for left, right in pairwise(keys)]
    return {
        "nodes": [{"id": key, "type": kind, "config": dict(config)} for key, kind, config in nodes],
        "edges": [_edge(way) for way in ways],
    }


def _edge(way: str) -> dict[str, str]:
    start, _, target = way.partition(">")
    source, _, port = start.partition(".")
    return {"source": source, "target": target, "port": port or "next"}


def chain(*nodes: Node) -> dict[str, Any]:
    """Manual trigger `t` → the nodes → end `e`."""
    return flow(("t", "trigger_manual", {}), *nodes, ("e", "end", {}))


def send_config(template: Any, **config: Any) -> dict[str, Any]:
    """The config of a send node for this template."""
    return {"channel": "email", "template": template.public_id, **config}


def make_campaign(workspace: Workspace, document: Mapping[str, Any] | None = None, **fields: Any) -> Campaign:
    """A draft."""
    fields.setdefault("name", f"Campaign {next(_numbers)}")
    return campaign_create(workspace=workspace, document=document, actor=SYSTEM, **fields)


def launch(workspace: Workspace, document: Mapping[str, Any], **fields: Any) -> Campaign:
    """A launched campaign whose audience has been enrolled; nothing has moved yet."""
    campaign = campaign_launch(campaign=make_campaign(workspace, document, **fields), actor=SYSTEM)
    triggers.run()
    return campaign


def default_sender(workspace: Workspace) -> Any:
    """The workspace's default sender; it leads nowhere."""
    return make_sender(workspace, is_default=True)


def tick(now: datetime | None = None) -> int:
    """Engine rounds until nothing is due; how many executions were moved."""
    moved = 0
    while True:
        progress = stage.run(now)
        moved += progress.done
        if not progress.done:
            settle.run(now)
            return moved


def settle_messages(campaign: Campaign, state: str = MessageState.ACCEPTED, reason: str = "") -> int:
    """Settles the campaign's queued messages as delivery would; how many."""
    queued = Message.objects.in_workspace(campaign.workspace_id).filter(stream_id=campaign.pk, state="queued")
    return queued.update(state=state, reason=reason, settled_at=database_now())


def executions_of(campaign: Campaign) -> list[Execution]:
    """The campaign's executions, in the order of their making."""
    return list(Execution.objects.in_workspace(campaign.workspace_id).filter(campaign_id=campaign.pk).order_by("pk"))


def execution_for(campaign: Campaign, contact: Contact) -> Execution:
    """The contact's only execution in the campaign."""
    return Execution.objects.in_workspace(campaign.workspace_id).get(campaign_id=campaign.pk, contact=contact)


def journal_of(execution: Execution) -> list[tuple[str, str, str, str]]:
    """(node, outcome, port, reason) of each journal line."""
    steps = Step.objects.in_workspace(execution.workspace_id).filter(execution_id=execution.pk).order_by("pk")
    return list(steps.values_list("node", "outcome", "port", "reason"))


def counters_of(campaign: Campaign) -> dict[tuple[str, str, str], int]:
    """The sums of the campaign's counters that are not nothing."""
    sums: dict[tuple[str, str, str], int] = {}
    rows = NodeCounter.objects.in_workspace(campaign.workspace_id).filter(campaign_id=campaign.pk)
    for node, outcome, port, delta in rows.values_list("node", "outcome", "port", "delta"):
        sums[node, outcome, port] = sums.get((node, outcome, port), 0) + delta
    return {counter: total for counter, total in sums.items() if total}


def recount(campaign: Campaign) -> dict[tuple[str, str, str], int]:
    """What the counters must say, counted from executions and journal."""
    sums: dict[tuple[str, str, str], int] = {}

    def add(node: str, outcome: str, port: str = "") -> None:
        sums[node, outcome, port] = sums.get((node, outcome, port), 0) + 1

    executions = executions_of(campaign)
    document = executions[0].version.document if executions else {"nodes": []}
    triggers_ = [node["id"] for node in document["nodes"] if node["type"].startswith("trigger_")]
    for execution in executions:
        add(triggers_[0], CounterOutcome.ENROLLED.value)
        if execution.arrived_at is not None and execution.state in ("pending", "processing"):
            resting = CounterOutcome.WAITING if execution.state == "pending" else CounterOutcome.PARKED
            add(execution.node, resting.value)
        elif execution.finished_at is not None:
            add(execution.node, execution.state)
    steps = Step.objects.in_workspace(campaign.workspace_id).filter(execution__campaign_id=campaign.pk)
    for node, outcome, port in steps.values_list("node", "outcome", "port"):
        if outcome == StepOutcome.PASSED:
            add(node, outcome, port)
    conversions = Conversion.objects.in_workspace(campaign.workspace_id).filter(campaign_id=campaign.pk)
    for sender, ways in conversions.values_list("node", "ways"):
        add(sender, CounterOutcome.CONVERTED.value)
        for node, port in ways:
            add(node, CounterOutcome.GOAL_WAY.value, port)
    return sums


_CROWD = """
INSERT INTO campaigns_execution (
    workspace_id, campaign_id, run_id, version_id, contact_id, entry, node, arrived_at, due_at, created_at
)
SELECT
    workspace_id, campaign_id, run_id, version_id, contact_id, 1 + n, %(node)s, now(),
    now() + n * interval '1 hour', now()
FROM campaigns_execution CROSS JOIN generate_series(1, 1000) AS n
WHERE campaign_id = %(campaign)s
"""


def crowd(campaign: Campaign, node: str = "elsewhere") -> None:
    """A thousand more entries of everybody who is in, and what the planner must know of them to choose an index."""
    with connection.cursor() as cursor:
        cursor.execute(_CROWD, {"campaign": campaign.pk, "node": node})
        cursor.execute("ANALYZE campaigns_execution")
