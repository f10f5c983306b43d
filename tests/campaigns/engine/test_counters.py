"""Counters: compacted without changing a sum, and equal to a recount after any mixture of passes."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaigns.engine import counters
from campaigns.models import Campaign, NodeCounter, Run
from campaigns.services import campaign_cancel
from contacts.models import Contact
from messaging.models import Message
from tests.factories.campaigns import (
    SYSTEM,
    chain,
    counters_of,
    default_sender,
    flow,
    launch,
    recount,
    send_config,
    tick,
)
from tests.factories.contacts import make_contacts
from tests.factories.templates_app import make_published
from tests.factories.workspaces import make_workspace
from workspaces.clock import database_now

pytestmark = pytest.mark.django_db


def test_compaction_keeps_every_sum_and_leaves_one_row_each() -> None:
    workspace = make_workspace()
    make_contacts(workspace, 5)
    campaigns = [launch(workspace, chain(("w", "wait", {"duration": {"value": 1, "unit": "hours"}}))) for _ in range(2)]
    now = database_now()
    tick(now)
    tick(now + timedelta(hours=1))
    before = [counters_of(campaign) for campaign in campaigns]
    rows = NodeCounter.objects.in_workspace(workspace).count()
    removed = counters.compact()
    assert removed > 0
    assert [counters_of(campaign) for campaign in campaigns] == before
    assert NodeCounter.objects.in_workspace(workspace).count() == rows - removed
    assert counters.compact() == 0


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    moves=st.lists(
        st.sampled_from(["tick", "hours", "accepted", "skipped", "unknown", "compact"]), min_size=3, max_size=9
    ),
    cancelled=st.booleans(),
)
def test_counters_equal_a_recount_after_any_mixture(moves: list[str], cancelled: bool) -> None:
    workspace = make_workspace()
    default_sender(workspace)
    template, _ = make_published(workspace)
    make_contacts(workspace, 4, tags=["a"])
    make_contacts(workspace, 3)
    rule = {"condition": "AND", "rules": [{"type": "tag", "operator": "has", "value": "a"}]}
    hour = {"duration": {"value": 1, "unit": "hours"}}
    campaign = launch(
        workspace,
        flow(
            ("t", "trigger_manual", {}),
            ("c", "condition", {"rule": rule}),
            ("s", "send", send_config(template)),
            ("w", "wait", hour),
            ("e", "end", {}),
            edges=["t>c", "c.yes>s", "c.no>w", "s>w", "w>e"],
        ),
    )
    now = database_now()
    for move in moves:
        if move == "compact":
            counters.compact()
        elif move == "hours":
            now += timedelta(hours=3)
        elif move != "tick":
            queued = Message.objects.in_workspace(workspace).filter(stream_id=campaign.pk, state="queued")
            ids = list(queued.values_list("pk", flat=True)[:2])
            queued.filter(pk__in=ids).update(state=move, settled_at=now)
        tick(now)
        assert counters_of(campaign) == recount(campaign)
    if cancelled and campaign.__class__.objects.in_workspace(workspace).get(pk=campaign.pk).lifecycle == "RUNNING":
        campaign_cancel(campaign=campaign, actor=SYSTEM)
        tick(now)
        assert counters_of(campaign) == recount(campaign)


def test_erasing_contacts_keeps_the_counters_true_and_lets_the_campaign_complete() -> None:
    workspace = make_workspace()
    contacts = make_contacts(workspace, 6)
    rule = {"condition": "AND", "rules": [{"type": "tag", "operator": "has", "value": "a"}]}
    make_contacts(workspace, 2, tags=["a"])
    campaign = launch(
        workspace,
        flow(
            ("t", "trigger_manual", {}),
            ("c", "condition", {"rule": rule}),
            ("w", "wait", {"duration": {"value": 1, "unit": "hours"}}),
            ("e", "end", {}),
            edges=["t>c", "c.yes>e", "c.no>w", "w>e"],
        ),
    )
    now = database_now()
    tick(now)
    contacts[0].delete()
    Contact.objects.in_workspace(workspace).filter(tags=["a"]).first().delete()
    assert counters_of(campaign) == recount(campaign)
    tick(now + timedelta(hours=1))
    assert counters_of(campaign) == recount(campaign)
    assert counters_of(campaign)["e", "completed", ""] == 6
    ended = Campaign.objects.in_workspace(workspace).get(pk=campaign.pk)
    assert ended.lifecycle == "COMPLETED"
    assert Run.objects.in_workspace(workspace).get().state == "finished"
