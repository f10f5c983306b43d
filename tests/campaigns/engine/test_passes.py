"""Each node type through whole passes on PostgreSQL: where executions come to rest, and what is written of it."""

from datetime import timedelta
from uuid import UUID

import pytest

from campaigns.engine import enrol, settle, stage, triggers
from campaigns.models import Campaign, Execution, Run
from campaigns.services import campaign_publish, contacts_enroll, draft_save, run_start
from messaging.models import Message
from tests.factories.campaigns import (
    SYSTEM,
    chain,
    counters_of,
    default_sender,
    execution_for,
    executions_of,
    flow,
    journal_of,
    launch,
    recount,
    send_config,
    settle_messages,
    tick,
)
from tests.factories.contacts import make_contact, make_contacts
from tests.factories.templates_app import make_published
from tests.factories.workspaces import make_workspace
from workspaces.clock import database_now
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db

DAY = {"duration": {"value": 1, "unit": "days"}}


@pytest.fixture
def workspace() -> Workspace:
    return make_workspace()


def reread(campaign: Campaign) -> Campaign:
    return Campaign.objects.in_workspace(campaign.workspace_id).get(pk=campaign.pk)


def test_a_flow_of_pure_nodes_is_run_through_in_one_pass(workspace: Workspace) -> None:
    contact = make_contact(workspace, attributes={"plan": "pro"})
    campaign = launch(
        workspace, chain(("a", "tag", {"action": "add", "tag": "x"}), ("b", "tag", {"action": "remove", "tag": "y"}))
    )
    assert stage.run().done == 1
    execution = execution_for(campaign, contact)
    assert (execution.state, execution.node, execution.due_at, execution.visit) == ("completed", "e", None, 1)
    assert execution.finished_at is not None
    assert journal_of(execution) == [
        ("t", "passed", "next", ""),
        ("a", "passed", "next", ""),
        ("b", "passed", "next", ""),
        ("e", "completed", "", ""),
    ]
    contact.refresh_from_db()
    assert contact.tags == ["x"]
    assert counters_of(campaign) == recount(campaign)
    assert stage.run().done == 0


def test_the_campaign_completes_once_everybody_is_through(workspace: Workspace) -> None:
    make_contacts(workspace, 3)
    campaign = launch(workspace, chain())
    settle.run()
    assert reread(campaign).lifecycle == "RUNNING"
    assert tick() == 3
    ended = reread(campaign)
    assert ended.lifecycle == "COMPLETED"
    assert ended.completed_at is not None
    run = Run.objects.in_workspace(workspace).get(campaign=campaign)
    assert (run.state, run.enrolled, run.audience_size) == ("finished", 3, 3)


def test_a_wait_rests_until_its_moment(workspace: Workspace) -> None:
    contact = make_contact(workspace)
    campaign = launch(workspace, chain(("w", "wait", DAY)))
    now = database_now()
    assert tick(now) == 1
    execution = execution_for(campaign, contact)
    assert (execution.state, execution.node, execution.due_at) == ("pending", "w", now + timedelta(days=1))
    assert execution.arrived_at == now
    assert counters_of(campaign) == {("t", "enrolled", ""): 1, ("t", "passed", "next"): 1, ("w", "waiting", ""): 1}
    assert tick(now + timedelta(hours=23)) == 0
    assert tick(now + timedelta(days=1)) == 1
    assert journal_of(execution)[1:] == [
        ("w", "waiting", "", "wait_duration"),
        ("w", "passed", "next", "wait_over"),
        ("e", "completed", "", ""),
    ]
    assert counters_of(campaign) == recount(campaign)


def test_a_condition_splits_by_its_rule(workspace: Workspace) -> None:
    yes = make_contact(workspace, tags=["vip"])
    no = make_contact(workspace)
    rule = {"condition": "AND", "rules": [{"type": "tag", "operator": "has", "value": "vip"}]}
    campaign = launch(
        workspace,
        flow(
            ("t", "trigger_manual", {}),
            ("c", "condition", {"rule": rule}),
            ("y", "end", {}),
            ("n", "end", {}),
            edges=["t>c", "c.yes>y", "c.no>n"],
        ),
    )
    tick()
    assert execution_for(campaign, yes).node == "y"
    assert execution_for(campaign, no).node == "n"
    assert counters_of(campaign)["c", "passed", "yes"] == 1
    assert counters_of(campaign) == recount(campaign)


def test_an_ab_test_sends_a_contact_the_same_way_every_time(workspace: Workspace) -> None:
    make_contacts(workspace, 60)
    variants = [{"port": "A", "name": "A", "weight": 50}, {"port": "B", "name": "B", "weight": 50}]
    document = flow(
        ("t", "trigger_manual", {}),
        ("ab", "ab_test", {"variants": variants}),
        ("a", "end", {}),
        ("b", "end", {}),
        edges=["t>ab", "ab.A>a", "ab.B>b"],
    )
    campaign = launch(workspace, document, settings={"reentry": "always"})
    run_start(campaign=campaign, trigger_node="t", actor=SYSTEM)
    triggers.run()
    tick()
    ways: dict[UUID, set[str]] = {}
    for execution in executions_of(campaign):
        ways.setdefault(execution.contact_id, set()).add(execution.node)
    assert len(executions_of(campaign)) == 120
    assert {len(nodes) for nodes in ways.values()} == {1}
    assert set.union(*ways.values()) == {"a", "b"}


def test_set_field_fails_only_those_whose_value_is_refused(workspace: Workspace) -> None:
    good = make_contact(workspace, first_name="Ada")
    campaign = launch(
        workspace, chain(("f", "set_field", {"field": "last_name", "value": "{{ contact.first_name }}!"}))
    )
    tick()
    good.refresh_from_db()
    assert good.last_name == "Ada!"
    assert execution_for(campaign, good).state == "completed"


@pytest.fixture
def sending(workspace: Workspace) -> tuple[Workspace, str]:
    default_sender(workspace)
    return workspace, make_published(workspace)[0]


@pytest.mark.parametrize(
    ("state", "reason", "on_ineligible", "expected"),
    [
        ("accepted", "", "end", ("completed", "e")),
        ("unknown", "connection_lost", "end", ("completed", "e")),
        ("skipped", "no_consent", "end", ("skipped", "s")),
        ("skipped", "no_consent", "continue", ("completed", "e")),
    ],
)
def test_a_send_parks_until_its_message_is_settled(
    sending: tuple[Workspace, object], state: str, reason: str, on_ineligible: str, expected: tuple[str, str]
) -> None:
    workspace, template = sending
    contact = make_contact(workspace)
    campaign = launch(workspace, chain(("s", "send", send_config(template, on_ineligible=on_ineligible))))
    assert tick() == 1
    execution = execution_for(campaign, contact)
    assert (execution.state, execution.node, execution.due_at) == ("processing", "s", None)
    message = Message.objects.in_workspace(workspace).get(execution_id=execution.pk)
    assert (message.node, message.visit, message.contact_id, message.state) == ("s", 1, contact.pk, "queued")
    assert message.stream_id == campaign.pk
    assert counters_of(campaign) == recount(campaign)
    assert tick() == 0
    settle_messages(campaign, state, reason)
    assert tick(database_now() + timedelta(hours=2)) == 1
    execution.refresh_from_db()
    assert (execution.state, execution.node) == expected
    message.refresh_from_db()
    assert message.released_at is not None
    assert counters_of(campaign) == recount(campaign)
    assert tick(database_now() + timedelta(hours=3)) == 0


@pytest.mark.parametrize(("second", "end"), [("accepted", ("completed", "e")), ("skipped", ("skipped", "s"))])
def test_a_fallback_is_a_second_message_on_a_visit_of_its_own(
    sending: tuple[Workspace, object], second: str, end: tuple[str, str]
) -> None:
    workspace, template = sending
    contact = make_contact(workspace)
    fallback = {"channel": "email", "template": make_published(workspace)[0].public_id}
    campaign = launch(workspace, chain(("s", "send", send_config(template, fallback=fallback))))
    tick()
    settle_messages(campaign, "skipped", "consent_missing")
    assert tick() == 1
    execution = execution_for(campaign, contact)
    assert (execution.state, execution.node, execution.visit) == ("processing", "s", 2)
    settle_messages(campaign, second, "" if second == "accepted" else "suppressed")
    assert tick() == 1
    messages = Message.objects.in_workspace(workspace).filter(execution_id=execution.pk).order_by("pk")
    assert list(messages.values_list("visit", "leg", "state")) == [(1, 0, "skipped"), (2, 1, second)]
    assert len(set(messages.values_list("template_version_id", flat=True))) == 2
    execution.refresh_from_db()
    assert (execution.state, execution.node) == end
    assert journal_of(execution)[1:3] == [("s", "parked", "", ""), ("s", "parked", "", "fallback")]
    assert counters_of(campaign) == recount(campaign)
    assert tick() == 0


def test_an_unknown_outcome_goes_on_after_its_time_only(sending: tuple[Workspace, object]) -> None:
    workspace, template = sending
    contact = make_contact(workspace)
    campaign = launch(workspace, chain(("s", "send", send_config(template))), settings={"unknown_after": 600})
    tick()
    settle_messages(campaign, "unknown", "connection_lost")
    settled = database_now()
    assert tick(settled + timedelta(seconds=500)) == 0
    assert execution_for(campaign, contact).state == "processing"
    assert tick(settled + timedelta(seconds=601)) == 1
    assert execution_for(campaign, contact).state == "completed"
    assert reread(campaign).lifecycle == "COMPLETED_PARTIAL"


def test_a_loop_with_a_wait_sends_once_per_visit(sending: tuple[Workspace, object]) -> None:
    workspace, template = sending
    contact = make_contact(workspace)
    rule = {"condition": "AND", "rules": [{"type": "tag", "operator": "has", "value": "stop"}]}
    campaign = launch(
        workspace,
        flow(
            ("t", "trigger_manual", {}),
            ("s", "send", send_config(template)),
            ("c", "condition", {"rule": rule}),
            ("w", "wait", DAY),
            ("e", "end", {}),
            edges=["t>s", "s>c", "c.yes>e", "c.no>w", "w>s"],
        ),
    )
    now = database_now()
    for visit in (1, 2, 3):
        tick(now)
        messages = Message.objects.in_workspace(workspace).filter(contact=contact).order_by("visit")
        assert [message.visit for message in messages] == list(range(1, visit + 1))
        settle_messages(campaign)
        now = max(now, database_now()) + timedelta(minutes=1)
        tick(now)
        assert execution_for(campaign, contact).node == "w"
        now += timedelta(days=1)
    contact.tags = ["stop"]
    contact.save()
    tick(now)
    settle_messages(campaign)
    tick(now + timedelta(minutes=1))
    execution = execution_for(campaign, contact)
    assert (execution.state, execution.visit) == ("completed", 4)
    assert counters_of(campaign) == recount(campaign)


def test_waits_without_a_loop_leave_the_visit_alone(workspace: Workspace) -> None:
    contact = make_contact(workspace)
    campaign = launch(workspace, chain(("w1", "wait", DAY), ("w2", "wait", DAY)))
    now = database_now()
    for days in range(3):
        tick(now + timedelta(days=days))
    execution = execution_for(campaign, contact)
    assert (execution.state, execution.visit) == ("completed", 1)


def test_executions_keep_to_the_version_they_entered_with(workspace: Workspace) -> None:
    contact = make_contact(workspace)
    campaign = launch(workspace, chain(("w", "wait", DAY), ("old", "tag", {"action": "add", "tag": "old"})))
    now = database_now()
    tick(now)
    draft_save(campaign=campaign, document=chain(("new", "tag", {"action": "add", "tag": "new"})), actor=SYSTEM)
    campaign_publish(campaign=campaign, actor=SYSTEM)
    tick(now + timedelta(days=1))
    contact.refresh_from_db()
    assert contact.tags == ["old"]
    assert execution_for(campaign, contact).state == "completed"


def test_enrolment_goes_on_where_it_was(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    make_contacts(workspace, 25)
    monkeypatch.setattr(enrol, "BATCH", 10)
    campaign = launch(workspace, chain())
    assert Execution.objects.in_workspace(workspace).filter(campaign=campaign).count() == 25
    assert triggers.run().done == 0


def test_a_condition_may_ask_for_the_message_of_a_node_of_this_flow(sending: tuple[Workspace, object]) -> None:
    workspace, template = sending
    opened, unopened = make_contact(workspace), make_contact(workspace)
    rule = {
        "condition": "AND",
        "rules": [{"type": "engagement", "field": "opened", "operator": "is", "value": {"node": "s"}}],
    }
    document = flow(
        ("t", "trigger_manual", {}),
        ("s", "send", send_config(template)),
        ("w", "wait", DAY),
        ("c", "condition", {"rule": rule}),
        ("y", "end", {}),
        ("n", "end", {}),
        edges=["t>s", "s>w", "w>c", "c.yes>y", "c.no>n"],
    )
    campaign, other = launch(workspace, document), launch(workspace, document)
    tick()
    for each, contact in ((campaign, opened), (other, unopened)):
        settle_messages(each)
        messages = Message.objects.in_workspace(workspace).filter(stream_id=each.pk, contact=contact)
        messages.update(opened_at=database_now())
    now = database_now()
    tick(now + timedelta(seconds=1))
    tick(now + timedelta(days=2))
    ways = [execution_for(each, contact).node for each in (campaign, other) for contact in (opened, unopened)]
    assert ways == ["y", "n", "n", "y"]


def test_triggers_data_reaches_messages_and_set_field(sending: tuple[Workspace, object]) -> None:
    workspace, template = sending
    contact = make_contact(workspace)
    document = flow(
        ("t", "trigger_api", {}),
        ("f", "set_field", {"field": "coupon", "value": "{{ trigger.coupon }}"}),
        ("s", "send", send_config(template)),
        ("e", "end", {}),
    )
    campaign = launch(workspace, document)
    contacts_enroll(campaign=campaign, contact_ids=[contact.pk], actor=SYSTEM, context={"coupon": "X\t1"})
    tick()
    contact.refresh_from_db()
    assert contact.attributes == {"coupon": "X\t1"}
    assert Message.objects.in_workspace(workspace).get().context == {"coupon": "X\t1"}
