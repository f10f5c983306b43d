"""Live counts: the numbers on the canvas, of all time and of some days, before and after folding."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns.engine import counters
from campaigns.models import Campaign, NodeCounter, NodeTimeline
from campaigns.reports.days import DayRange
from campaigns.reports.live import EndReason, LiveNode, live_counts
from campaigns.reports.messages import MessageStats
from campaigns.selectors import campaign_get
from messaging.counters import jobs as message_counters
from messaging.models import MessageCounter
from tests.factories.campaigns import default_sender, flow, launch, make_campaign, send_config, tick
from tests.factories.contacts import make_contact
from tests.factories.templates_app import make_published
from tests.factories.workspaces import make_workspace
from tests.plans import plan_of
from workspaces.counting import hours_fold
from workspaces.errors import InvalidInput
from workspaces.sql import load

pytestmark = pytest.mark.django_db
ALL = DayRange()
NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)


def test_where_contacts_are_and_which_ways_they_took() -> None:
    workspace = make_workspace()
    default_sender(workspace)
    template, _ = make_published(workspace)
    for name in ("ada", "bea", "cyn"):
        make_contact(workspace, email=f"{name}@example.com", tags=["a"] if name != "cyn" else [])
    rule = {"condition": "AND", "rules": [{"type": "tag", "operator": "has", "value": "a"}]}
    campaign = launch(
        workspace,
        flow(
            ("t", "trigger_manual", {}),
            ("c", "condition", {"rule": rule}),
            ("s", "send", send_config(template)),
            ("e", "end", {}),
            edges=["t>c", "c.yes>s", "c.no>e", "s>e"],
        ),
    )
    tick()
    found = live_counts(campaign_get(workspace, campaign.pk), ALL)
    assert found == {
        "t": LiveNode(passed=3, ports={"next": 3}),
        "c": LiveNode(passed=3, ports={"yes": 2, "no": 1}),
        "s": LiveNode(waiting=2, messages=MessageStats(queued=2)),
        "e": LiveNode(passed=1),
    }


def count(campaign: Campaign, node: str, outcome: str, at: datetime, delta: int = 1, **named: str) -> None:
    NodeCounter.objects.create(
        workspace_id=campaign.workspace_id,
        campaign=campaign,
        node=node,
        outcome=outcome,
        delta=delta,
        created_at=at,
        **named,
    )


def told(campaign: Campaign, metric: str, at: datetime) -> None:
    MessageCounter.objects.create(
        workspace_id=campaign.workspace_id, stream_id=campaign.pk, node="s", metric=metric, delta=1, created_at=at
    )


@pytest.fixture
def campaign() -> Campaign:
    """With a past of three days, as Vienna has them."""
    campaign = make_campaign(make_workspace(timezone="Europe/Vienna"))
    for days in (0, 1, 2):
        at = NOON - timedelta(days=days)
        count(campaign, "s", "passed", at, port="next")
        count(campaign, "c", "passed", at, port="yes")
        count(campaign, "c", "passed", at, port="no")
        count(campaign, "e", "completed", at)
        told(campaign, "accepted", at)
    told(campaign, "opened", NOON)
    count(campaign, "s", "failed", NOON - timedelta(days=2), delta=4, reason="send_rejected")
    count(campaign, "s", "failed", NOON, reason="webhook_refused")
    # Half an hour after midnight in Vienna, the evening before in UTC.
    count(campaign, "s", "passed", datetime(2026, 3, 9, 23, 30, tzinfo=UTC), port="next")
    return campaign


def numbers(campaign: Campaign, days: DayRange) -> dict[str, tuple[int, dict[str, int]]]:
    return {node: (each.passed, dict(each.ports)) for node, each in live_counts(campaign, days).items()}


TENTH = date(2026, 3, 10)
RANGES = [
    (ALL, {"s": (4, {"next": 4}), "c": (6, {"yes": 3, "no": 3}), "e": (3, {})}, 3),
    (DayRange(TENTH, TENTH), {"s": (2, {"next": 2}), "c": (2, {"yes": 1, "no": 1}), "e": (1, {})}, 1),
    (DayRange(date(2026, 3, 9), None), {"s": (3, {"next": 3}), "c": (4, {"yes": 2, "no": 2}), "e": (2, {})}, 2),
    (DayRange(None, date(2026, 3, 8)), {"s": (1, {"next": 1}), "c": (2, {"yes": 1, "no": 1}), "e": (1, {})}, 1),
    (DayRange(date(2030, 1, 1), None), {"s": (0, {"next": 0}), "c": (0, {"yes": 0, "no": 0}), "e": (0, {})}, 0),
]


@pytest.mark.parametrize(("days", "passages", "sent"), RANGES)
def test_some_days_only_before_and_after_folding(campaign, days, passages, sent):
    for fold in (lambda: None, _fold_deltas, _fold_hours):
        fold()
        assert numbers(campaign, days) == passages
        assert live_counts(campaign, days)["s"].messages.sent == sent


def test_days_that_were_folded_without_ports(campaign):
    """They belong to the only port there is; of several nobody knows to which."""
    _fold_deltas()
    rows = NodeTimeline.objects.in_workspace(campaign.workspace_id).filter(campaign=campaign)
    rows.filter(node="c", port="no").delete()
    rows.update(port="")
    assert numbers(campaign, DayRange(TENTH, TENTH)) == {"s": (2, {"next": 2}), "c": (1, {}), "e": (1, {})}


def test_reasons_are_of_all_time_the_commonest_first(campaign):
    found = live_counts(campaign, DayRange(TENTH, TENTH))["s"]
    assert (found.failed, [(each.reason, each.contacts) for each in found.failures]) == (
        5,
        [("send_rejected", 4), ("webhook_refused", 1)],
    )
    assert all(isinstance(each, EndReason) and each.words for each in found.failures)


@pytest.mark.parametrize(
    ("days", "field"),
    [
        (DayRange(TENTH, date(2026, 3, 9)), "to"),
        (DayRange(date(1999, 12, 31), None), "from"),
        (DayRange(None, date(2100, 1, 2)), "to"),
    ],
)
def test_days_out_of_reach_are_refused(campaign, days, field):
    with pytest.raises(InvalidInput) as error:
        live_counts(campaign, days)
    assert error.value.details[0].field == field


def test_it_reads_counters_alone(campaign):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        live_counts(campaign, DayRange(TENTH, TENTH))
    assert len(queries) == 4
    read = " ".join(query["sql"] for query in queries)
    assert "campaigns_execution" not in read
    assert "campaigns_step" not in read
    assert "messaging_message " not in read


@pytest.mark.usefixtures("fresh_tables")
def test_its_statements_use_their_indexes(campaign):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        params = {
            "workspace": campaign.workspace_id,
            "campaign": campaign.pk,
            "stream": campaign.pk,
            "outcomes": ["passed"],
            "start": NOON - timedelta(days=1),
            "end": NOON,
        }
        plan = plan_of(load("campaigns.reports", "node_passages"), params)
        assert "node_timeline" in plan
        # Among a handful of counters the planner may take any index that begins with the campaign.
        assert "Seq Scan" not in plan
        plan = plan_of(load("messaging.counters", "node_metrics"), params)
        assert "message_timeline" in plan
        assert "message_counter_by_stream" in plan


def _fold_deltas() -> None:
    counters.compact()
    message_counters.compact()


def _fold_hours() -> None:
    hours_fold(load("campaigns.engine", "fold_hours"), NOON + timedelta(days=30))
    hours_fold(load("messaging.counters", "fold_hours"), NOON + timedelta(days=30))
