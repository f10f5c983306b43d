"""Counters: compacted without changing a sum, and equal to a recount after any mixture of passes."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from campaigns.engine import counters
from campaigns.engine.goals.record import conversions_record
from campaigns.models import Campaign, Execution, NodeCounter, NodeTimeline, Run
from campaigns.services import campaign_cancel
from campaigns.settings import CampaignGoalSettings
from contacts.models import Contact
from messaging.counters import jobs as message_counters
from messaging.models import Message, MessageCounter
from messaging.services import message_mark_sent, message_send_again, messages_withdraw
from tests.chaos.invariants import check_counters
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
from workspaces.counting import hours_fold
from workspaces.sql import load

pytestmark = pytest.mark.django_db


def compact() -> int:
    """Both jobs; how many rows of node counters went away."""
    message_counters.compact()
    return counters.compact()


def test_compaction_keeps_every_sum_and_leaves_one_row_each() -> None:
    workspace = make_workspace()
    make_contacts(workspace, 5)
    campaigns = [launch(workspace, chain(("w", "wait", {"duration": {"value": 1, "unit": "hours"}}))) for _ in range(2)]
    now = database_now()
    tick(now)
    tick(now + timedelta(hours=1))
    before = [counters_of(campaign) for campaign in campaigns]
    rows = NodeCounter.objects.in_workspace(workspace).count()
    removed = compact()
    assert removed > 0
    assert [counters_of(campaign) for campaign in campaigns] == before
    assert NodeCounter.objects.in_workspace(workspace).count() == rows - removed
    assert compact() == 0
    for campaign in campaigns:
        check_counters(campaign)


FACTS = ["opened", "clicked", "delivered", "bounced", "unsubscribed"]
MOVES = ["tick", "hours", "accepted", "skipped", "unknown", "compact", "decide", "fact", "convert", "erase", "withdraw"]


@settings(max_examples=15)
@given(
    moves=st.lists(st.tuples(st.sampled_from(MOVES), st.integers(0, 9)), min_size=4, max_size=12),
    cancelled=st.booleans(),
)
def test_counters_equal_a_recount_after_any_mixture(moves: list[tuple[str, int]], cancelled: bool) -> None:
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
    for move, number in moves:
        if move == "hours":
            now += timedelta(hours=3)
        elif move != "tick":
            happen(campaign, move, number, now)
        tick(now)
        check_counters(campaign)
    if cancelled and campaign.__class__.objects.in_workspace(workspace).get(pk=campaign.pk).lifecycle == "RUNNING":
        campaign_cancel(campaign=campaign, actor=SYSTEM)
        tick(now)
    assert counters_of(campaign) == recount(campaign)
    check_counters(campaign)
    assert counters.recount(campaign.pk) == message_counters.recount(campaign.pk) == []


def test_the_recount_command_names_what_is_wrong_and_repairs_it(capsys: pytest.CaptureFixture[str]) -> None:
    workspace = make_workspace()
    default_sender(workspace)
    make_contacts(workspace, 3)
    template, _ = make_published(workspace)
    campaign = launch(workspace, chain(("s1", "send", {"channel": "email", "template": template.public_id})))
    tick()
    call_command("recount_counters")
    assert capsys.readouterr().out == "1 campaigns compared, 0 counters wrong\n"
    NodeCounter.objects.in_workspace(workspace).filter(outcome="passed").update(delta=1)
    MessageCounter.objects.in_workspace(workspace).filter(metric="queued").delete()
    with pytest.raises(CommandError, match="1 campaigns compared, 2 counters wrong"):
        call_command("recount_counters", campaign.public_id)
    lines = [f"{campaign.public_id} {node}: +{number}" for node, number in (("t passed next", 2), ("s1 queued", 3))]
    assert capsys.readouterr().out.splitlines() == lines
    call_command("recount_counters", str(campaign.pk), "--repair")
    assert capsys.readouterr().out.splitlines() == [*lines, "1 campaigns compared, 2 counters repaired"]
    check_counters(campaign)
    with pytest.raises(CommandError, match="There are 0 campaigns of these ids, not 1"):
        call_command("recount_counters", str(workspace.pk))
    with pytest.raises(CommandError, match="expected an id like cmp_"):
        call_command("recount_counters", "nonsense")


def happen(campaign: Campaign, move: str, number: int, now: datetime) -> None:
    """One thing that changes what is counted; does nothing where there is nobody left for it."""
    messages = Message.objects.in_workspace(campaign.workspace_id).filter(stream_id=campaign.pk)
    executions = Execution.objects.in_workspace(campaign.workspace_id).filter(campaign_id=campaign.pk)
    queued = messages.filter(state="queued")
    if move == "compact":
        compact()
    elif move == "decide":
        for message in messages.filter(state="unknown")[:1]:
            decision = message_mark_sent if number % 2 else message_send_again
            decision(message=message, actor=SYSTEM)
    elif move == "fact":
        fact = f"{FACTS[number % len(FACTS)]}_at"
        messages.filter(state="accepted").update(**{fact: now - timedelta(days=number)})
    elif move == "convert":
        goal = CampaignGoalSettings(event="bought")
        conversions_record(goal, list(executions.values_list("pk", flat=True)[:number]), now)
    elif move == "erase":
        for contact in Contact.objects.in_workspace(campaign.workspace_id).order_by("pk")[: number % 2]:
            contact.delete()
    elif move == "withdraw":
        ids = list(queued.values_list("execution_id", flat=True)[:number])
        messages_withdraw(workspace_id=campaign.workspace_id, execution_ids=ids, now=now)
    else:
        ids = list(queued.values_list("pk", flat=True)[:2])
        messages.filter(pk__in=ids).update(state=move, reason="no_consent", settled_at=now)


@pytest.mark.parametrize("zone", ["Asia/Kolkata", "America/St_Johns", "UTC"])
def test_timelines_have_hours_for_a_week_and_days_after_it_in_the_workspaces_zone(zone: str) -> None:
    workspace = make_workspace(timezone=zone)
    make_contacts(workspace, 3)
    campaign = launch(workspace, chain())
    now = database_now()
    tick(now)
    compact()
    hours = list(NodeTimeline.objects.in_workspace(workspace).values_list("span", "at", "number"))
    assert {span for span, _, _ in hours} == {1}
    local = now.astimezone(ZoneInfo(zone))
    assert local.replace(minute=0, second=0, microsecond=0) in {at for _, at, _ in hours}
    hours_fold(load("campaigns.engine", "fold_hours"), now + timedelta(days=8))
    days = list(NodeTimeline.objects.in_workspace(workspace).values_list("span", "at"))
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    assert set(days) == {(2, midnight)}
    check_counters(campaign)


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
