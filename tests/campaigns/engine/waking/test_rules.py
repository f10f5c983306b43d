"""Waits for rules: asked on arrival, when their contact changes, by the sweep, and when time is up."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from campaigns.engine.routing import stage as router
from campaigns.engine.waking import sweep
from campaigns.engine.waking.arming import arm
from campaigns.models import Campaign, Step, WaitSubscription, WaitSweep
from contacts.models import Contact
from contacts.segments import refresh
from contacts.services import EventIn, contact_update, contacts_tag, events_record, segment_members_add
from tests.factories.campaigns import (
    SYSTEM,
    counters_of,
    execution_for,
    flow,
    journal_of,
    launch,
    recount,
    tick,
)
from tests.factories.contacts import define_attributes, make_contact, make_contacts, make_segment
from tests.factories.workspaces import make_workspace
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db

START = datetime(2036, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
VIP = {"type": "tag", "operator": "has", "value": "vip"}


@pytest.fixture
def workspace() -> Workspace:
    return make_workspace()


def awaiting(workspace: Workspace, *leaves: dict[str, Any]) -> Campaign:
    """Launched, and everybody has come to the wait at START, for a day at most."""
    document = flow(
        ("t", "trigger_manual", {}),
        ("w", "wait", {"rule": {"condition": "AND", "rules": leaves}, "timeout": {"value": 1, "unit": "days"}}),
        ("held", "end", {}),
        ("late", "end", {}),
        edges=["t>w", "w>held", "w.timeout>late"],
    )
    campaign = launch(workspace, document)
    refresh.run(START, 1_000)
    router.run(START)
    tick(START)
    return campaign


def node_of(campaign: Campaign, contact: Contact) -> str:
    return execution_for(campaign, contact).node


def unarmed(workspace: Workspace) -> int:
    return WaitSubscription.objects.in_workspace(workspace).filter(armed_at=None).count()


def test_for_whom_it_holds_on_arrival_does_not_wait(workspace: Workspace) -> None:
    vip, plain = make_contact(workspace, tags=["vip"]), make_contact(workspace)
    campaign = awaiting(workspace, VIP)
    assert (node_of(campaign, vip), node_of(campaign, plain)) == ("held", "w")
    execution = execution_for(campaign, vip)
    assert journal_of(execution)[1:] == [
        ("w", "waiting", "", "wait_rule"),
        ("w", "passed", "next", "rule_held"),
        ("held", "completed", "", ""),
    ]
    step = Step.objects.in_workspace(workspace).get(execution=execution, reason="rule_held")
    assert step.detail == {"values": [["vip"]]}
    assert WaitSubscription.objects.in_workspace(workspace).count() == 1
    assert counters_of(campaign) == recount(campaign)


def test_a_change_of_the_contact_is_followed(workspace: Workspace) -> None:
    contact, other = make_contacts(workspace, 2)
    campaign = awaiting(workspace, VIP)
    contact_update(contact=contact, fields={"tags": ["vip"]}, actor=SYSTEM)
    contact_update(contact=other, fields={"tags": ["other"]}, actor=SYSTEM)
    assert tick(START + HOUR) == 0
    refresh.run(START + HOUR, 1_000)
    assert unarmed(workspace) == 2
    tick(START + HOUR)
    assert (node_of(campaign, contact), node_of(campaign, other)) == ("held", "w")
    assert unarmed(workspace) == 0
    assert counters_of(campaign) == recount(campaign)


def test_a_change_of_somebody_else_asks_nobody(workspace: Workspace) -> None:
    make_contact(workspace)
    awaiting(workspace, VIP)
    late_comer = make_contact(workspace)
    contacts_tag(workspace_id=workspace.pk, contact_ids=[late_comer.pk], add=["vip"], now=START)
    refresh.run(START + HOUR, 1_000)
    assert unarmed(workspace) == 0


def test_what_the_contact_does_is_followed(workspace: Workspace) -> None:
    contact = make_contact(workspace)
    did = {"type": "event", "field": "ordered", "operator": "did", "count": 2}
    campaign = awaiting(workspace, did)
    for number in (1, 2):
        assert node_of(campaign, contact) == "w"
        events_record(workspace_id=workspace.pk, events=[EventIn(contact.pk, "ordered")])
        router.run(START + number * HOUR)
        tick(START + number * HOUR)
    assert node_of(campaign, contact) == "held"


def test_coming_into_a_segment_is_followed(workspace: Workspace) -> None:
    contact = make_contact(workspace)
    segment = make_segment(workspace)
    campaign = awaiting(workspace, {"type": "segment", "operator": "in", "value": segment.public_id})
    segment_members_add(segment=segment, contact_ids=[contact.pk], now=START)
    router.run(START + HOUR)
    tick(START + HOUR)
    assert node_of(campaign, contact) == "held"


def test_what_time_alone_makes_true_is_swept(workspace: Workspace) -> None:
    define_attributes(workspace, {"renewal": "date"})
    moment = (START + 2 * HOUR).isoformat()
    contact = make_contact(workspace, attributes={"renewal": moment})
    rule = {"type": "attribute", "field": "renewal", "operator": "within_last", "value": "1h"}
    campaign = awaiting(workspace, rule)
    assert sweep.run(START + HOUR).done == 1
    assert sweep.run(START + HOUR).done == 0
    tick(START + HOUR)
    assert node_of(campaign, contact) == "w"
    assert sweep.run(START + 2.5 * HOUR).done == 1
    tick(START + 2.5 * HOUR)
    assert node_of(campaign, contact) == "held"
    assert sweep.run(START + 3 * HOUR).done == 0


def test_a_sweep_goes_through_all_in_batches(workspace: Workspace) -> None:
    contacts = make_contacts(workspace, 5)
    campaign = awaiting(workspace, VIP)
    Contact.objects.in_workspace(workspace).filter(pk=contacts[4].pk).update(tags=["vip"])
    looked_at = [sweep.run(START + hours * HOUR, limit=2).done for hours in (1, 2, 3, 4)]
    assert looked_at == [2, 2, 1, 2]
    assert WaitSweep.objects.in_workspace(workspace).get().campaign_id == campaign.pk
    assert unarmed(workspace) == 1
    assert arm(START + 5 * HOUR) == (1, 1)


def test_when_time_is_up_it_is_asked_a_last_time(workspace: Workspace) -> None:
    contact, other = make_contacts(workspace, 2)
    campaign = awaiting(workspace, VIP)
    Contact.objects.in_workspace(workspace).filter(pk=contact.pk).update(tags=["vip"])
    tick(START + 24 * HOUR)
    assert (node_of(campaign, contact), node_of(campaign, other)) == ("held", "late")
    step = Step.objects.in_workspace(workspace).get(execution=execution_for(campaign, other), reason="wait_timeout")
    assert step.detail == {"values": [[]]}
    assert WaitSubscription.objects.in_workspace(workspace).count() == 0


def test_a_rule_that_cannot_be_carried_out_holds_for_nobody(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    contact = make_contact(workspace)
    campaign = awaiting(workspace, VIP)
    contact_update(contact=contact, fields={"tags": ["vip"]}, actor=SYSTEM)
    refresh.run(START + HOUR, 1_000)
    with monkeypatch.context() as broken:
        broken.setattr("contacts.rules.conditions.tag.TagCondition.compile", lambda *_: "1 / 0 = 1")
        assert arm(START + HOUR) == (1, 0)
    assert node_of(campaign, contact) == "w"
    assert unarmed(workspace) == 0
