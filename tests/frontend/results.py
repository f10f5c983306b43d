"""A campaign with results of thousands of contacts, as its counters tell them, for the page and browser tests."""

from datetime import datetime, timedelta

from campaigns.models import Campaign, NodeCounter
from messaging.models import MessageCounter
from tests.factories.campaigns import default_sender, flow, launch, send_config
from tests.factories.templates_app import make_published
from workspaces.clock import database_now
from workspaces.models import Workspace

NAMES = {"x": "Which subject?", "s1": "Short welcome", "s2": "Long welcome"}
VARIANTS = [{"port": "a", "name": "Short subject", "weight": 50}, {"port": "b", "name": "Long subject", "weight": 50}]


def make_results(workspace: Workspace) -> Campaign:
    """2,000 contacts over ten days: half each way, 50 and 90 conversions, 100 skipped for want of consent."""
    default_sender(workspace)
    template, _ = make_published(workspace)
    document = flow(
        ("t", "trigger_api", {}),
        ("x", "ab_test", {"variants": VARIANTS}),
        ("s1", "send", send_config(template)),
        ("s2", "send", send_config(template)),
        ("w", "wait", {"duration": {"value": 3, "unit": "days"}}),
        ("e", "end", {}),
        edges=["t>x", "x.a>s1", "x.b>s2", "s1>w", "s2>w", "w>e"],
    )
    for node in document["nodes"]:
        node["name"] = NAMES.get(node["id"], "")
    goal = {"event": "bought", "exit_on_goal": False}
    campaign = launch(workspace, document, name="Two welcomes", settings={"goal": goal})
    now = database_now()
    for day in range(10):
        _executions(campaign, now - timedelta(days=day))
        _messages(campaign, now - timedelta(days=day))
    return campaign


def _executions(campaign: Campaign, at: datetime) -> None:
    rows = [
        ("t", "enrolled", "", "", 200),
        ("t", "passed", "next", "", 200),
        ("x", "passed", "a", "", 100),
        ("x", "passed", "b", "", 100),
        ("s1", "passed", "next", "", 90),
        ("s1", "skipped", "", "no_consent", 10),
        ("s2", "passed", "next", "", 100),
        ("w", "passed", "next", "", 150),
        ("w", "waiting", "", "", 40),
        ("e", "completed", "", "", 150),
        ("s1", "converted", "", "", 5),
        ("s2", "converted", "", "", 9),
        ("x", "goal_way", "a", "", 5),
        ("x", "goal_way", "b", "", 9),
    ]
    NodeCounter.unscoped_objects.bulk_create(
        NodeCounter(
            workspace_id=campaign.workspace_id,
            campaign=campaign,
            node=node,
            outcome=outcome,
            port=port,
            reason=reason,
            delta=number,
            created_at=at,
        )
        for node, outcome, port, reason, number in rows
    )


def _messages(campaign: Campaign, at: datetime) -> None:
    rows = [("s1", "accepted", 90), ("s1", "opened", 30), ("s2", "accepted", 100), ("s2", "opened", 45)]
    MessageCounter.unscoped_objects.bulk_create(
        MessageCounter(
            workspace_id=campaign.workspace_id,
            stream_id=campaign.pk,
            node=node,
            metric=metric,
            delta=number,
            created_at=at,
        )
        for node, metric, number in rows
    )
