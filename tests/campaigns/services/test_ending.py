"""Completing, cancelling and archiving, and letting named contacts in."""

from datetime import timedelta
from uuid import uuid4

import pytest

from campaigns.engine import triggers
from campaigns.models import Campaign, Execution, Run
from campaigns.services import (
    campaign_archive,
    campaign_cancel,
    campaign_complete,
    campaign_launch,
    contacts_enroll,
)
from contacts.models import Contact
from messaging.models import Message, MessageStream
from tests.factories.campaigns import (
    SYSTEM,
    chain,
    counters_of,
    default_sender,
    executions_of,
    flow,
    journal_of,
    launch,
    make_campaign,
    recount,
    send_config,
    settle_messages,
    tick,
)
from tests.factories.contacts import make_contact, make_contacts
from tests.factories.templates_app import make_published
from tests.factories.workspaces import make_workspace
from workspaces.clock import database_now
from workspaces.errors import Conflict, InvalidInput
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db

HOUR = {"duration": {"value": 1, "unit": "hours"}}


def reread(campaign: Campaign) -> Campaign:
    return Campaign.objects.in_workspace(campaign.workspace_id).get(pk=campaign.pk)


def api_campaign(workspace: Workspace, **fields: object) -> Campaign:
    document = flow(("t", "trigger_api", {}), ("w", "wait", HOUR), ("e", "end", {}))
    return campaign_launch(campaign=make_campaign(workspace, document, **fields), actor=SYSTEM)


def test_cancelling_ends_everybody_and_skips_what_is_queued(workspace: Workspace) -> None:
    default_sender(workspace)
    template, _ = make_published(workspace)
    make_contact(workspace, tags=["now"])
    rule = {"condition": "AND", "rules": [{"type": "tag", "operator": "has", "value": "now"}]}
    document = flow(
        ("t", "trigger_manual", {}),
        ("c", "condition", {"rule": rule}),
        ("s", "send", send_config(template)),
        ("w", "wait", HOUR),
        ("e", "end", {}),
        edges=["t>c", "c.yes>s", "c.no>w", "s>e", "w>e"],
    )
    campaign = launch(workspace, document)
    tick()
    campaign_cancel(campaign=campaign, actor=SYSTEM, reason="enough")
    stream = MessageStream.objects.in_workspace(workspace).get(pk=campaign.pk)
    assert (stream.claimable, stream.stopped_reason, stream.draining) == (False, "campaign_cancelled", True)
    tick()
    assert (reread(campaign).lifecycle, reread(campaign).completed_at) == ("CANCELLED", None)
    assert sorted(each.state for each in executions_of(campaign)) == ["processing", "skipped", "skipped", "skipped"]
    settle_messages(campaign, "skipped", "campaign_cancelled")
    tick()
    ended = reread(campaign)
    assert (ended.lifecycle, ended.completed_at is not None) == ("CANCELLED", True)
    executions = executions_of(campaign)
    assert {(each.state, each.reason) for each in executions} == {("skipped", "campaign_cancelled")}
    assert journal_of(executions[0])[-1] == ("w", "skipped", "", "campaign_cancelled")
    assert counters_of(campaign) == recount(campaign)
    assert Message.objects.in_workspace(workspace).get().released_at is not None
    assert Run.objects.in_workspace(workspace).get().state == "finished"


def test_only_what_is_launched_can_be_cancelled(workspace: Workspace) -> None:
    campaign = make_campaign(workspace, chain())
    with pytest.raises(Conflict) as refused:
        campaign_cancel(campaign=campaign, actor=SYSTEM)
    assert refused.value.current_status == "DRAFT"
    assert reread(campaign).lifecycle == "DRAFT"


def test_an_open_trigger_keeps_the_campaign_running_until_told(workspace: Workspace) -> None:
    campaign = api_campaign(workspace)
    contact = Contact.objects.in_workspace(workspace).first()
    assert contact is not None
    contacts_enroll(campaign=campaign, contact_ids=[contact.pk], actor=SYSTEM)
    now = database_now()
    tick(now)
    campaign_complete(campaign=campaign, actor=SYSTEM)
    with pytest.raises(InvalidInput, match="no active trigger"):
        contacts_enroll(campaign=campaign, contact_ids=[contact.pk], actor=SYSTEM)
    tick(now + timedelta(minutes=1))
    assert reread(campaign).lifecycle == "RUNNING"
    tick(now + timedelta(hours=1))
    assert reread(campaign).lifecycle == "COMPLETED"


def test_without_anybody_in_it_an_open_campaign_completes_when_told(workspace: Workspace) -> None:
    campaign = api_campaign(workspace)
    tick()
    assert reread(campaign).lifecycle == "RUNNING"
    campaign_complete(campaign=campaign, actor=SYSTEM)
    tick()
    assert reread(campaign).lifecycle == "COMPLETED"


def test_archiving_takes_drafts_and_finished_ones(workspace: Workspace) -> None:
    campaign = launch(workspace, chain())
    with pytest.raises(Conflict):
        campaign_archive(campaign=campaign, actor=SYSTEM)
    tick()
    assert campaign_archive(campaign=campaign, actor=SYSTEM).lifecycle == "ARCHIVED"
    assert campaign_archive(campaign=make_campaign(workspace), actor=SYSTEM).lifecycle == "ARCHIVED"


def test_enrolling_answers_per_contact(workspace: Workspace) -> None:
    campaign = api_campaign(workspace)
    [first, second] = make_contacts(workspace, 2)
    foreign = make_contact(make_workspace())
    nobody = uuid4()
    contacts_enroll(campaign=campaign, contact_ids=[first.pk], actor=SYSTEM)
    results = contacts_enroll(
        campaign=campaign,
        contact_ids=[first.pk, second.pk, foreign.pk, nobody],
        actor=SYSTEM,
        context={"order": 7},
    )
    assert [result.status.value for result in results] == [
        "already_in",
        "enrolled",
        "unknown_contact",
        "unknown_contact",
    ]
    executions = executions_of(campaign)
    assert [(each.contact_id, each.context) for each in executions] == [(first.pk, None), (second.pk, {"order": 7})]
    assert results[1].execution_id == executions[1].public_id
    assert counters_of(campaign) == {("t", "enrolled", ""): 2}


def test_always_lets_a_contact_in_again(workspace: Workspace) -> None:
    campaign = api_campaign(workspace, settings={"reentry": "always"})
    contact = make_contact(workspace)
    for _ in range(3):
        [result] = contacts_enroll(campaign=campaign, contact_ids=[contact.pk], actor=SYSTEM)
        assert result.status == "enrolled"
    assert [each.entry for each in executions_of(campaign)] == [2, 3, 4]


def test_enrolling_is_refused_where_nobody_can_enter(workspace: Workspace) -> None:
    draft = make_campaign(workspace, chain())
    contact = make_contact(workspace)
    with pytest.raises(Conflict):
        contacts_enroll(campaign=draft, contact_ids=[contact.pk], actor=SYSTEM)
    running = api_campaign(workspace)
    with pytest.raises(InvalidInput, match="1 to 1000 contacts"):
        contacts_enroll(campaign=running, contact_ids=[], actor=SYSTEM)
    with pytest.raises(InvalidInput, match="no active trigger nope"):
        contacts_enroll(campaign=running, contact_ids=[contact.pk], actor=SYSTEM, trigger_node="nope")
    triggers.run()
    assert not Execution.objects.in_workspace(workspace).exists()
