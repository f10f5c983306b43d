"""The router: events and changes of segments let contacts in, once each, and every decision is written down."""

import threading
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns.engine import settle
from campaigns.engine.progress import Progress
from campaigns.engine.routing import admission, stage
from campaigns.models import Campaign, Trigger, TriggerDecision
from campaigns.services import (
    campaign_cancel,
    campaign_launch,
    campaign_pause,
    campaign_publish,
    campaign_resume,
    draft_save,
)
from contacts.models import Contact, Event, SegmentTransition
from contacts.segments import refresh
from contacts.services import EventIn, contact_update, events_record
from tests.factories.campaigns import SYSTEM, counters_of, executions_of, flow, journal_of, make_campaign, recount, tick
from tests.factories.contacts import make_contact, make_contacts, make_segment
from tests.factories.workspaces import make_workspace
from workspaces.clock import database_now
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db

VIP = {"condition": "AND", "rules": [{"type": "tag", "operator": "has", "value": "vip"}]}


def total_over(value: int) -> dict[str, Any]:
    rule = {"type": "trigger", "field": "total", "operator": ">", "value": value}
    return {"condition": "AND", "rules": [rule]}


@pytest.fixture
def workspace() -> Workspace:
    return make_workspace()


@pytest.fixture
def contact(workspace: Workspace) -> Contact:
    return make_contact(workspace)


def launched(workspace: Workspace, kind: str, config: Mapping[str, Any], **fields: Any) -> Campaign:
    document = flow(("t", kind, config), ("e", "end", {}))
    return campaign_launch(campaign=make_campaign(workspace, document, **fields), actor=SYSTEM)


def on_order(workspace: Workspace, filter: dict[str, Any] | None = None, **fields: Any) -> Campaign:
    return launched(workspace, "trigger_event", {"event": "ordered", "filter": filter}, **fields)


def order(*contacts: Contact, **properties: Any) -> list[int]:
    """Each contact orders; the ids of the events."""
    events = [EventIn(contact.pk, "ordered", properties) for contact in contacts]
    results = events_record(workspace_id=contacts[0].workspace_id, events=events)
    return [result.event_id for result in results if result.event_id is not None]


def decisions(campaign: Campaign) -> list[tuple[Any, ...]]:
    """(source, source id, outcome, execution, detail), oldest first."""
    rows = TriggerDecision.objects.in_workspace(campaign.workspace_id).filter(campaign_id=campaign.pk).order_by("pk")
    return list(rows.values_list("source", "source_id", "outcome", "execution_id", "detail"))


def outcomes(campaign: Campaign) -> list[str]:
    return [row[2] for row in decisions(campaign)]


def test_an_event_lets_its_contact_in_with_its_properties(workspace: Workspace, contact: Contact) -> None:
    campaign = on_order(workspace)
    (event_id,) = order(contact, total=70, event="forged")
    now = database_now()
    assert stage.run(now).done == 1
    (execution,) = executions_of(campaign)
    event = Event.objects.in_workspace(workspace).get()
    occurred = datetime.fromisoformat(execution.context.pop("occurred_at"))
    assert (occurred, execution.context) == (event.occurred_at, {"total": 70, "event": "ordered"})
    assert (execution.contact_id, execution.entry, execution.node, execution.due_at) == (contact.pk, 1, "t", now)
    assert decisions(campaign) == [("event", event_id, "enrolled", execution.pk, None)]
    assert event.routed_at == now
    assert stage.run(now).done == 0
    tick()
    assert [(line[0], line[2]) for line in journal_of(execution)] == [("t", "next"), ("e", "")]
    assert counters_of(campaign) == recount(campaign)
    settle.run()
    assert Campaign.objects.in_workspace(workspace).get().lifecycle == "RUNNING"


@pytest.mark.parametrize(
    ("properties", "outcome", "value"),
    [
        ({"total": 51}, "enrolled", None),
        ({"total": 50}, "filter", 50),
        ({"total": "51"}, "filter", "51"),
        ({"total": None}, "filter", None),
        ({"total": [51]}, "filter", [51]),
        ({"total": {"eur": 51}}, "filter", {"eur": 51}),
        ({}, "filter", None),
    ],
)
def test_the_filter_decides_by_the_events_properties(
    workspace: Workspace, contact: Contact, properties: dict[str, Any], outcome: str, value: Any
) -> None:
    campaign = on_order(workspace, total_over(50))
    order(contact, **properties)
    stage.run(database_now())
    ((_, _, found, execution, detail),) = decisions(campaign)
    assert (found, execution is None) == (outcome, outcome == "filter")
    assert detail == (None if outcome == "enrolled" else {"values": [value]})
    assert len(executions_of(campaign)) == (outcome == "enrolled")


def test_every_campaign_that_listens_decides_for_itself(workspace: Workspace) -> None:
    buyers = make_contacts(workspace, 3)
    anyone, rich = on_order(workspace), on_order(workspace, total_over(50))
    elsewhere = on_order(make_workspace())
    signup = launched(workspace, "trigger_event", {"event": "Ordered"})
    order(*buyers[:2], total=10)
    order(buyers[2], total=90)
    assert stage.run(database_now()).done == 3
    assert outcomes(anyone) == ["enrolled"] * 3
    assert outcomes(rich) == ["filter", "filter", "enrolled"]
    assert [each.contact_id for each in executions_of(rich)] == [buyers[2].pk]
    assert decisions(elsewhere) == decisions(signup) == []


def test_the_entry_rule_keeps_out_whom_it_does_not_hold_for(workspace: Workspace) -> None:
    plain, vip = make_contact(workspace), make_contact(workspace, tags=["vip"])
    campaign = on_order(workspace, settings={"entry_rule": VIP})
    order(plain, vip)
    stage.run(database_now())
    assert outcomes(campaign) == ["entry_rule", "enrolled"]
    assert decisions(campaign)[0][4] == {"values": [[]]}
    assert [each.contact_id for each in executions_of(campaign)] == [vip.pk]


@pytest.mark.parametrize(
    ("reentry", "after_two", "after_end", "after_a_day"),
    [
        (None, 1, 1, 1),
        ("once", 1, 1, 1),
        ("once_at_a_time", 1, 2, 3),
        ("always", 2, 3, 4),
        ({"after": {"value": 1, "unit": "days"}}, 1, 1, 2),
    ],
)
def test_the_policy_says_who_may_come_again(
    workspace: Workspace, contact: Contact, reentry: Any, after_two: int, after_end: int, after_a_day: int
) -> None:
    campaign = on_order(workspace, settings={"reentry": reentry})
    now = database_now()

    def come(at: datetime, times: int = 1) -> int:
        order(*[contact] * times)
        stage.run(at)
        return len(executions_of(campaign))

    assert come(now, times=2) == after_two
    tick(now)
    assert come(now) == after_end
    tick(now)
    assert come(now + timedelta(hours=25)) == after_a_day
    assert outcomes(campaign).count("enrolled") == after_a_day
    assert outcomes(campaign).count("reentry") == 4 - after_a_day
    assert len({each.entry for each in executions_of(campaign)}) == after_a_day


def test_who_comes_twice_in_one_batch_comes_with_the_earlier_event(workspace: Workspace, contact: Contact) -> None:
    campaign = on_order(workspace)
    order(contact, number=1)
    order(contact, number=2)
    stage.run(database_now())
    assert [execution.context["number"] for execution in executions_of(campaign)] == [1]
    assert outcomes(campaign) == ["enrolled", "reentry"]


def test_what_happened_before_the_start_does_not_count(workspace: Workspace, contact: Contact) -> None:
    order(contact)
    campaign = on_order(workspace)
    trigger = Trigger.objects.in_workspace(workspace).get()
    assert trigger.since is not None
    Event.objects.in_workspace(workspace).update(created_at=trigger.since - timedelta(microseconds=1))
    assert stage.run(database_now()).done == 1
    assert decisions(campaign) == []
    assert executions_of(campaign) == []


def test_a_campaign_past_its_end_lets_nobody_in_and_says_so(workspace: Workspace, contact: Contact) -> None:
    ends = database_now() + timedelta(days=1)
    campaign = on_order(workspace, ends_at=ends)
    order(contact)
    stage.run(ends)
    assert outcomes(campaign) == ["closed"]
    assert executions_of(campaign) == []


def test_a_cancelled_campaign_does_not_listen(workspace: Workspace, contact: Contact) -> None:
    campaign = on_order(workspace)
    campaign_cancel(campaign=campaign, actor=SYSTEM)
    order(contact)
    assert stage.run(database_now()).done == 1
    assert decisions(campaign) == []


def test_who_comes_to_a_paused_campaign_waits_for_it(workspace: Workspace, contact: Contact) -> None:
    campaign = on_order(workspace)
    campaign_pause(campaign=campaign, actor=SYSTEM)
    order(contact)
    stage.run(database_now())
    assert outcomes(campaign) == ["enrolled"]
    assert tick() == 0
    campaign_resume(campaign=campaign, actor=SYSTEM)
    assert tick() == 1
    assert executions_of(campaign)[0].state == "completed"


def test_a_rule_that_cannot_be_carried_out_hurts_its_own_campaign_only(workspace: Workspace, contact: Contact) -> None:
    broken, sound = on_order(workspace), on_order(workspace)
    filter_of_yore = {"condition": "AND", "rules": [{"type": "of_yore"}]}
    triggers = Trigger.objects.in_workspace(workspace).filter(campaign_id=broken.pk)
    triggers.update(config={"event": "ordered", "filter": filter_of_yore})
    order(contact)
    assert stage.run(database_now()).done == 1
    ((_, _, outcome, execution, detail),) = decisions(broken)
    assert (outcome, execution) == ("failed", None)
    assert detail["message"].startswith("InvalidInput: rule.rules[0].type: must be one of ")
    assert outcomes(sound) == ["enrolled"]
    assert executions_of(broken) == []


def test_a_batch_costs_the_same_however_many_contacts(workspace: Workspace) -> None:
    contacts = make_contacts(workspace, 200)
    campaign = on_order(workspace, total_over(50), settings={"reentry": "always", "entry_rule": VIP})
    order(*contacts, total=70)
    with CaptureQueriesContext(connection) as one:
        assert stage.run(database_now(), limit=1).more
    with CaptureQueriesContext(connection) as many:
        assert stage.run(database_now(), limit=150).more
    assert len(many) == len(one)
    assert len(decisions(campaign)) == 151
    assert stage.run(database_now(), limit=150).done == 49


def test_where_many_listen_fewer_events_make_a_batch(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stage, "DECISIONS", 7)
    campaigns = [on_order(workspace) for _ in range(3)]
    order(*make_contacts(workspace, 5))
    assert [stage.run(database_now()) for _ in range(3)] == [Progress(2, True), Progress(2, True), Progress(1, False)]
    assert [outcomes(campaign) for campaign in campaigns] == [["enrolled"] * 5] * 3


def test_one_event_is_routed_however_many_listen(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stage, "DECISIONS", 1)
    campaigns = [on_order(workspace) for _ in range(3)]
    order(make_contact(workspace))
    assert stage.run(database_now()) == Progress(1, False)
    assert [outcomes(campaign) for campaign in campaigns] == [["enrolled"]] * 3


def test_triggers_are_decided_about_in_several_statements(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(admission, "TOGETHER", 2)
    filters = [None, total_over(50), total_over(60), None, total_over(70)]
    campaigns = [on_order(workspace, each, settings={"reentry": "always"}) for each in filters]
    order(make_contact(workspace), total=65)
    stage.run(database_now())
    assert [outcomes(each)[0] for each in campaigns] == ["enrolled", "enrolled", "enrolled", "enrolled", "filter"]


def test_two_triggers_of_one_campaign_let_a_contact_in_once(workspace: Workspace, contact: Contact) -> None:
    document = flow(
        ("t", "trigger_event", {"event": "ordered"}),
        ("u", "trigger_event", {"event": "ordered"}),
        ("e", "end", {}),
        edges=["t>e", "u>e"],
    )
    campaign = campaign_launch(campaign=make_campaign(workspace, document), actor=SYSTEM)
    order(contact)
    stage.run(database_now())
    assert sorted(outcomes(campaign)) == ["enrolled", "reentry"]
    assert len(executions_of(campaign)) == 1


@pytest.mark.parametrize("kind", ["trigger_segment_entry", "trigger_segment_exit"])
def test_contacts_come_when_they_enter_or_leave_a_segment(workspace: Workspace, kind: str) -> None:
    plain, vip = make_contact(workspace), make_contact(workspace, tags=["vip"])
    segment = make_segment(workspace, VIP, "VIPs")
    refresh.run(database_now(), 1_000)
    stage.run(database_now())
    campaign = launched(workspace, kind, {"segment": segment.public_id})
    contact_update(contact=plain, fields={"tags": ["vip"]}, actor=SYSTEM)
    contact_update(contact=vip, fields={"tags": []}, actor=SYSTEM)
    now = database_now()
    refresh.run(now, 1_000)
    stage.run(now)
    comer = plain if kind == "trigger_segment_entry" else vip
    (execution,) = executions_of(campaign)
    assert execution.contact_id == comer.pk
    assert execution.context == {"segment": "VIPs", "segment_id": segment.public_id}
    transition = SegmentTransition.objects.in_workspace(workspace).get(contact=comer, at=now)
    assert decisions(campaign) == [("transition", transition.pk, "enrolled", execution.pk, None)]
    assert not SegmentTransition.objects.in_workspace(workspace).filter(routed_at=None).exists()


def test_a_kept_trigger_of_a_new_version_has_been_listening_since_before(workspace: Workspace) -> None:
    ann, bob = make_contacts(workspace, 2)
    campaign = on_order(workspace)
    before = Trigger.objects.in_workspace(workspace).get().since
    order(ann)
    document = flow(("t2", "trigger_event", {"event": "ordered"}), ("e", "end", {}))
    draft_save(campaign=campaign, document=document, actor=SYSTEM)
    campaign_publish(campaign=campaign, actor=SYSTEM)
    order(bob)
    stage.run(database_now())
    assert [each.node for each in executions_of(campaign)] == ["t2", "t2"]
    assert Trigger.objects.in_workspace(workspace).get(active=True).since == before


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("reentry", ["once", "always"])
def test_routers_at_once_let_each_in_once(reentry: str) -> None:
    workspace = make_workspace()
    contacts = make_contacts(workspace, 40)
    campaigns = [on_order(workspace, settings={"reentry": reentry}) for _ in range(3)]
    for _ in range(2):
        order(*contacts)
    barrier = threading.Barrier(4, timeout=20)
    errors: list[BaseException] = []

    def router() -> None:
        try:
            barrier.wait()
            while Event.objects.in_workspace(workspace).filter(routed_at=None).exists():
                stage.run(database_now(), limit=7)
        except BaseException as error:  # noqa: BLE001 - handed over to the test
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=router) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert errors == []
    times = 2 if reentry == "always" else 1
    for campaign in campaigns:
        assert len(executions_of(campaign)) == 40 * times
        assert len(decisions(campaign)) == 80
        assert outcomes(campaign).count("enrolled") == 40 * times
