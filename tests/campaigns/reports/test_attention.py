"""What wants attention: held, failing, stuck campaigns, templates and senders that can't be used; what does not."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns.engine import counters
from campaigns.models import Campaign, ExecutionState, HoldKind, Lifecycle, NodeCounter, NodeTimeline
from campaigns.selectors import Attention, ShownStatus, campaigns_attention, campaigns_by_status, campaigns_running
from campaigns.services import (
    campaign_cancel,
    campaign_pause,
    campaign_resume,
    drafts_faulty,
    hold_add,
)
from messaging.models import SenderState
from messaging.services import sender_update
from templates_app.services import template_reject, template_return_to_draft
from tests.factories.campaigns import (
    SYSTEM,
    chain,
    default_sender,
    executions_of,
    flow,
    launch,
    make_campaign,
    send_config,
    tick,
)
from tests.factories.contacts import make_contacts
from tests.factories.messaging import make_sender
from tests.factories.templates_app import make_published
from tests.factories.workspaces import make_workspace
from workspaces.clock import database_now
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db
WAIT = ("w", "wait", {"duration": {"value": 2, "unit": "days"}})
NOTHING = Attention(held=[], failing=[], stuck=[], templates=[], senders=[])


@pytest.fixture
def workspace() -> Workspace:
    """Three contacts."""
    workspace = make_workspace()
    make_contacts(workspace, 3)
    return workspace


def _fail(campaign: Campaign, number: int, days: int = 0) -> None:
    NodeCounter.unscoped_objects.create(
        workspace_id=campaign.workspace_id,
        campaign=campaign,
        node="w",
        outcome="failed",
        delta=number,
        created_at=database_now() - timedelta(days=days),
    )


def test_where_all_goes_well_there_is_nothing(workspace: Workspace) -> None:
    launch(workspace, chain(WAIT))
    tick()
    make_campaign(workspace)
    assert campaigns_attention(workspace, database_now()) == NOTHING


def test_holds_of_the_machinery_are_told_and_those_of_the_team_are_not(workspace: Workspace) -> None:
    failed, paused, gone = (launch(workspace, chain(WAIT)) for _ in range(3))
    for campaign in (failed, gone):
        hold_add(campaign=campaign, kind=HoldKind.ERROR, reason="the provider is down", actor=SYSTEM)
    campaign_cancel(campaign=gone, actor=SYSTEM)
    campaign_pause(campaign=paused, actor=SYSTEM)
    held = campaigns_attention(workspace, database_now()).held
    assert [(hold.campaign, hold.kind, hold.reason) for hold in held] == [
        (failed, HoldKind.ERROR, "the provider is down")
    ]


def test_failures_of_the_last_week_are_told_folded_or_not_the_worst_first(workspace: Workspace) -> None:
    few, many, old, retried = (launch(workspace, chain(WAIT), name=name) for name in ("few", "many", "old", "retried"))
    _fail(few, 2)
    _fail(many, 40, days=3)
    _fail(old, 7, days=9)
    _fail(retried, 5, days=1)
    counters.compact()
    _fail(many, 1)
    _fail(retried, -5)
    failing = campaigns_attention(workspace, database_now()).failing
    assert [(row.id, row.name, row.contacts) for row in failing] == [(many.pk, "many", 41), (few.pk, "few", 2)]
    Campaign.objects.in_workspace(workspace).filter(pk=few.pk).update(lifecycle=Lifecycle.ARCHIVED)
    assert [row.name for row in campaigns_attention(workspace, database_now()).failing] == ["many"]
    assert NodeTimeline.objects.in_workspace(workspace).filter(outcome="failed").count() == 4


def test_a_contact_who_failed_in_the_engine_counts(workspace: Workspace) -> None:
    broken = ("h", "set_field", {"field": "first_name", "value": "{{ 1 | divided_by: 0 }}"})
    campaign = launch(workspace, chain(broken))
    tick()
    assert [execution.state for execution in executions_of(campaign)] == [ExecutionState.FAILED] * 3
    assert [row.contacts for row in campaigns_attention(workspace, database_now()).failing] == [3]


def test_what_is_due_for_a_minute_is_stuck(workspace: Workspace) -> None:
    campaign = launch(workspace, chain(WAIT), name="Slow")
    now = database_now()
    assert campaigns_attention(workspace, now).stuck == []
    stuck = campaigns_attention(workspace, now + timedelta(seconds=61)).stuck
    assert [(named.id, named.name) for named in stuck] == [(campaign.pk, "Slow")]
    assert campaigns_attention(make_workspace("other"), now + timedelta(seconds=61)).stuck == []
    campaign_pause(campaign=campaign, actor=SYSTEM)
    assert campaigns_attention(workspace, now + timedelta(seconds=61)).stuck == []


def test_templates_in_use_that_were_rejected_or_taken_back(workspace: Workspace) -> None:
    default_sender(workspace)
    template, _ = make_published(workspace, name="Hello")
    unused, _ = make_published(workspace, name="Unused")
    campaign = launch(workspace, chain(("s", "send", send_config(template))), name="Greeting")
    for each in (template, unused):
        template_reject(template=each, reason="too loud", actor=SYSTEM)
    (blocked,) = campaigns_attention(workspace, database_now()).templates
    assert (blocked.name, blocked.state, blocked.reason) == ("Hello", "REJECTED", "too loud")
    assert [named.name for named in blocked.campaigns] == ["Greeting"]
    template_return_to_draft(template=template, actor=SYSTEM)
    assert [row.state for row in campaigns_attention(workspace, database_now()).templates] == ["DRAFT"]
    campaign_cancel(campaign=campaign, actor=SYSTEM)
    assert campaigns_attention(workspace, database_now()).templates == []


def test_senders_in_use_that_are_off_or_unreachable(workspace: Workspace) -> None:
    default, named, unused = default_sender(workspace), make_sender(workspace, name="Named"), make_sender(workspace)
    template, _ = make_published(workspace)
    launch(workspace, chain(("s", "send", send_config(template))), name="By default")
    launch(workspace, chain(("s", "send", send_config(template, sender=named.public_id))), name="By name")
    assert campaigns_attention(workspace, database_now()).senders == []
    sender_update(sender=unused, changes={"state": SenderState.DISABLED}, actor=SYSTEM)
    sender_update(sender=named, changes={"state": SenderState.DISABLED}, actor=SYSTEM)
    default.unavailable_until = database_now() + timedelta(hours=1)
    default.save()
    found = {
        row.name: [each.name for each in row.campaigns]
        for row in campaigns_attention(workspace, database_now()).senders
    }
    assert found == {default.name: ["By default", "By name"], "Named": ["By name"]}


def test_it_costs_the_same_for_many_campaigns(workspace: Workspace, django_assert_num_queries: Any) -> None:
    for _ in range(4):
        hold_add(campaign=launch(workspace, chain(WAIT)), kind=HoldKind.ERROR, reason="down", actor=SYSTEM)
        _fail(launch(workspace, chain(WAIT)), 1)
    later = database_now() + timedelta(hours=1)
    with django_assert_num_queries(5):
        found = campaigns_attention(workspace, later)
    assert (len(found.held), len(found.failing), len(found.stuck)) == (4, 4, 4)


def test_statuses_are_counted_as_they_are_shown(workspace: Workspace) -> None:
    running, paused, both, broken = (launch(workspace, chain(WAIT)) for _ in range(4))
    make_campaign(workspace)
    campaign_pause(campaign=paused, actor=SYSTEM)
    campaign_pause(campaign=both, actor=SYSTEM)
    for campaign in (both, broken):
        hold_add(campaign=campaign, kind=HoldKind.ERROR, reason="down", actor=SYSTEM)
    make_campaign(make_workspace("other"))
    assert campaigns_by_status(workspace) == {
        ShownStatus.DRAFT: 1,
        ShownStatus.RUNNING: 1,
        ShownStatus.PAUSED: 2,
        ShownStatus.PAUSED_ERROR: 1,
    }
    assert campaigns_running(workspace, limit=5) == [running]
    campaign_resume(campaign=both, actor=SYSTEM)
    assert campaigns_running(workspace, limit=5) == [both, running]
    assert campaigns_running(workspace, limit=1) == [both]


def test_drafts_with_errors_in_as_many_queries_for_all_as_for_one(workspace: Workspace) -> None:
    make_campaign(workspace, name="Empty")
    make_campaign(workspace, chain(WAIT), name="Fine")
    open_end = flow(("t", "trigger_manual", {}), WAIT)
    make_campaign(workspace, open_end, name="Open")
    with CaptureQueriesContext(connection) as first:
        assert [(row.campaign.name, row.errors, row.first) for row in drafts_faulty(workspace).faulty] == [
            ("Open", 1, "Nothing follows yet; add a step or an end.")
        ]
    for number in range(3):
        make_campaign(workspace, open_end, name=f"Open {number}")
    make_campaign(workspace, flow(WAIT, ("e", "end", {})), name="No trigger")
    with CaptureQueriesContext(connection) as second:
        found = drafts_faulty(workspace).faulty
    assert [(row.campaign.name, row.errors) for row in found] == [
        ("No trigger", 1),
        ("Open 2", 1),
        ("Open 1", 1),
        ("Open 0", 1),
        ("Open", 1),
    ]
    assert len(second) == len(first)
    check = drafts_faulty(workspace, limit=2)
    assert ([row.campaign.name for row in check.faulty], check.more) == (["No trigger", "Open 2"], True)
