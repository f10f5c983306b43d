"""Random edits of a running flow, moved at random moments: everybody comes to an end, and the books balance."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from campaigns.engine.moving import stage as moving
from campaigns.flow import Flow, mapping_problems
from campaigns.models import Campaign, FlowVersion
from campaigns.services import Publishing, PublishMode, campaign_publish, draft_save
from tests.campaigns.engine.moving.moves import move
from tests.factories.campaigns import (
    SYSTEM,
    chain,
    counters_of,
    default_sender,
    executions_of,
    flow,
    launch,
    recount,
    send_config,
    settle_messages,
    tick,
)
from tests.factories.contacts import make_contacts
from tests.factories.templates_app import make_published
from tests.factories.workspaces import make_workspace
from workspaces.clock import database_now

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
KEYS = ("a", "b", "c", "d")
KINDS = ("wait", "send", "tag", "until", "clock")

# One node behind the other, each key with one of the kinds; or a loop of three rounds.
FLOWS = st.one_of(
    st.lists(st.tuples(st.sampled_from(KEYS), st.sampled_from(KINDS), st.integers(1, 3)), unique_by=lambda it: it[0]),
    st.just("loop"),
)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("publish"), FLOWS, st.dictionaries(st.sampled_from(KEYS), st.sampled_from((*KEYS, "e")))),
        st.tuples(st.just("tick"), st.integers(0, 2)),
        st.tuples(st.just("settle"), st.sampled_from(["accepted", "skipped"])),
        st.tuples(st.just("move"), st.integers(1, 3)),
    ),
    max_size=14,
)
# What must never be, in SQL that finds offenders; parameter: the campaign.
NEVER = {
    "nobody fails": "SELECT id FROM campaigns_execution WHERE campaign_id = %s AND state = 'failed'",
    "everybody is at a node of their version": """
        SELECT e.id, e.node FROM campaigns_execution e JOIN campaigns_flowversion v ON v.id = e.version_id
        WHERE e.campaign_id = %s AND NOT v.document -> 'nodes' @> jsonb_build_array(jsonb_build_object('id', e.node))
    """,
    "whoever rests beside a message has exactly one": """
        SELECT e.id FROM campaigns_execution e
        LEFT JOIN messaging_message m ON m.execution_id = e.id AND (m.node, m.visit) = (e.node, e.visit)
            AND m.released_at IS NULL
        WHERE e.campaign_id = %s AND e.state = 'processing' GROUP BY e.id HAVING count(m.id) <> 1
    """,
    "a message that is queued is waited for": """
        SELECT m.id FROM messaging_message m JOIN campaigns_execution e ON e.id = m.execution_id
        WHERE m.stream_id = %s AND m.state IN ('queued', 'sending')
          AND (e.state, e.node, e.visit) <> ('processing', m.node, m.visit)
    """,
}


def document(shape: Any, template: Any) -> dict[str, Any]:
    if shape == "loop":
        rule = {"condition": "AND", "rules": [{"type": "score", "operator": "<", "value": 3}]}
        return flow(
            ("t", "trigger_manual", {}),
            ("a", "send", send_config(template, on_ineligible="continue")),
            ("u", "update_score", {"delta": 1}),
            ("b", "wait", {"duration": {"value": 1, "unit": "days"}}),
            ("q", "condition", {"rule": rule}),
            ("e", "end", {}),
            edges=["t>a", "a>u", "u>b", "b>q", "q.yes>a", "q.no>e"],
        )
    nodes = {
        "wait": lambda size: ("wait", {"duration": {"value": size, "unit": "days"}}),
        "until": lambda size: ("wait", {"until": f"203{size}-01-01T00:00+00:00"}),
        "clock": lambda size: ("wait", {"local_time": f"0{size}:00"}),
        "send": lambda _: ("send", send_config(template, on_ineligible="continue")),
        "tag": lambda size: ("tag", {"action": "add", "tag": f"tag-{size}"}),
    }
    return chain(*((key, *nodes[kind](size)) for key, kind, size in shape))


def republish(campaign: Campaign, wanted: dict[str, Any], mapping: dict[str, str]) -> None:
    """With as much of the mapping as makes sense."""
    olds = [
        Flow.model_validate(version.document)
        for version in FlowVersion.objects.in_workspace(campaign.workspace_id).filter(campaign=campaign)
    ]
    new = Flow.model_validate(wanted)
    sound = {key: to for key, to in mapping.items() if not list(mapping_problems(olds, new, {key: to}))}
    draft_save(campaign=campaign, document=wanted, actor=SYSTEM)
    campaign_publish(campaign=campaign, actor=SYSTEM, how=Publishing(PublishMode.MOVE, sound))


def check(campaign: Campaign) -> None:
    with connection.cursor() as cursor:
        for rule, query in NEVER.items():
            cursor.execute(query, [campaign.pk])
            assert cursor.fetchall() == [], rule
    assert counters_of(campaign) == recount(campaign)


def finish(campaign: Campaign, now: datetime) -> None:
    """Lets time pass until everybody has come to an end."""
    # Whose message has been settled is moved after the step that this leads to.
    now = max(now, database_now())
    tick(now)
    move(now)
    check(campaign)
    for years in range(1, 40):
        tick(now + years * 365 * DAY)
        settle_messages(campaign)
        check(campaign)
        if all(each.finished_at is not None for each in executions_of(campaign)):
            return
    raise AssertionError([(each.state, each.node, each.due_at) for each in executions_of(campaign)])


def play(shape: Any, steps: list[Any]) -> None:
    workspace = make_workspace()
    make_contacts(workspace, 4)
    default_sender(workspace)
    template, _ = make_published(workspace)
    campaign = launch(workspace, document(shape, template))
    now = database_now()
    for kind, *values in steps:
        campaign.refresh_from_db()
        if kind == "publish" and campaign.lifecycle == "RUNNING":
            republish(campaign, document(values[0], template), values[1])
        elif kind == "tick":
            now += values[0] * DAY
            tick(now)
        elif kind == "settle":
            settle_messages(campaign, values[0], "consent_missing" if values[0] == "skipped" else "")
        elif kind == "move":
            moving.run(now, limit=values[0])
        check(campaign)
    finish(campaign, now)
    assert {each.state for each in executions_of(campaign)} <= {"completed", "skipped"}


@settings(max_examples=12)
@given(FLOWS, STEPS)
def test_random_edits_never_break_those_who_are_on_their_way(db: None, shape: Any, steps: list[Any]) -> None:
    with transaction.atomic():
        play(shape, steps)
        transaction.set_rollback(True)
