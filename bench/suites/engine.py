"""The engine's node steps per second, against the usual design and against the raw limit of the database."""

import time
from collections.abc import Sequence

from bench.baselines import naive, raw_engine
from bench.database import analyze, insert_contacts, scalar
from bench.fixtures import VARIANTS, launched, make_workspace, pure_flow
from bench.harness import REPEATS, Row, pairs, rate_row
from campaigns.engine import stage, triggers
from campaigns.models import Campaign, Execution
from workspaces.clock import database_now
from workspaces.models import Workspace
from workspaces.sharding import SHARDS

CONTACTS = 50_000
NAIVE_CONTACTS = 200

_NODES = [
    ("start", "passed", "next"),
    ("pro", "passed", "yes"),
    ("test", "passed", "A"),
    ("here", "passed", "yes"),
    ("rest", "waiting", ""),
]


def measure() -> Sequence[Row]:
    """Both ratios for the same flow: five journalled steps per contact, then to rest."""
    workspace = make_workspace("engine")
    insert_contacts(workspace.pk, CONTACTS)
    ours, raw = pairs(lambda: _ours(_enrolled(workspace)), lambda: _raw(_enrolled(workspace)))
    small = make_workspace("naive")
    insert_contacts(small.pk, NAIVE_CONTACTS)
    campaigns = [_enrolled(small) for _ in range(REPEATS)]
    with naive.worker():
        slow = [_naive(campaign) for campaign in campaigns]
    return [
        rate_row("engine vs one Celery task per contact per node", "node steps/s", ours, slow, floor=100),
        rate_row("engine vs the raw SQL limit", "node steps/s", ours, raw, floor=0.5),
    ]


def _enrolled(workspace: Workspace) -> Campaign:
    campaign = launched(workspace, "Engine", pure_flow())
    while triggers.run(database_now()).more:
        pass
    analyze("campaigns_execution", "campaigns_step")
    return campaign


def _ours(campaign: Campaign) -> float:
    started = time.perf_counter()
    while stage.run(database_now()).more:
        pass
    elapsed = time.perf_counter() - started
    return _journalled(campaign) / elapsed


def _raw(campaign: Campaign) -> float:
    rate = raw_engine.steps_per_second(campaign.pk, campaign.workspace_id, SHARDS, _NODES)
    _journalled(campaign)
    return rate


def _naive(campaign: Campaign) -> float:
    naive.flow.clear()
    naive.flow.update(
        start=naive.NaiveNode({"next": "pro"}),
        pro=naive.NaiveNode({"yes": "test", "no": "test"}, kind="condition", plan_in=("pro",)),
        test=naive.NaiveNode(dict.fromkeys(VARIANTS, "here"), kind="ab_test"),
        here=naive.NaiveNode({"yes": "wait", "no": "wait"}, kind="condition", plan_in=("free", "pro", "team")),
        wait=naive.NaiveNode({"next": "rest"}),
        rest=naive.NaiveNode({}, kind="rest"),
    )
    executions = Execution.objects.across_workspaces().filter(campaign=campaign)
    rate = naive.steps_per_second(list(executions.values_list("pk", flat=True)))
    _journalled(campaign)
    return rate


def _journalled(campaign: Campaign) -> int:
    """The campaign's journal lines; five for each of its executions, or the run measured something else."""
    lines, executions = (
        scalar(
            """
            SELECT count(*) FROM campaigns_step s JOIN campaigns_execution e ON e.id = s.execution_id
            WHERE e.campaign_id = %(id)s
            """,
            {"id": campaign.pk},
        ),
        scalar("SELECT count(*) FROM campaigns_execution WHERE campaign_id = %(id)s", {"id": campaign.pk}),
    )
    assert lines == executions * len(_NODES), (lines, executions)
    return int(lines)
