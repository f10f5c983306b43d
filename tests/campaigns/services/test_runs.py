"""Runs over named contacts: all in at once, each with its own data, once per key; refusals change nothing."""

from typing import Any
from uuid import uuid4

import pytest

from campaigns.models import Campaign, Execution, Run, RunState
from campaigns.services import campaign_launch, campaign_pause, run_start_for
from contacts.models import Contact
from tests.factories.campaigns import SYSTEM, chain, executions_of, flow, make_campaign, tick
from tests.factories.contacts import make_contact
from tests.factories.workspaces import make_workspace
from workspaces.errors import Conflict, InvalidInput
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db


@pytest.fixture
def contact(workspace: Workspace) -> Contact:
    return make_contact(workspace)


def launched(workspace: Workspace, **settings: Any) -> Campaign:
    document = flow(
        ("t", "trigger_api", {}),
        ("w", "wait", {"event": "paid"}),
        ("e", "end", {}),
        edges=["t>w", "w>e", "w.timeout>e"],
    )
    return campaign_launch(campaign=make_campaign(workspace, document, settings=settings), actor=SYSTEM)


def start(campaign: Campaign, *contacts: Contact, key: str | None = None, **data: Any) -> Run:
    contexts = {contact.pk: data or None for contact in contacts}
    return run_start_for(campaign=campaign, contexts=contexts, actor=SYSTEM, idempotency_key=key)


def nothing_began(campaign: Campaign) -> bool:
    runs = Run.objects.in_workspace(campaign.workspace_id).filter(campaign_id=campaign.pk)
    return not runs.exists() and executions_of(campaign) == []


def test_those_who_are_named_are_in_when_it_returns(workspace: Workspace, contact: Contact) -> None:
    other = make_contact(workspace)
    campaign = launched(workspace)
    run = start(campaign, contact, other, order="A-1")
    assert (run.state, run.audience_size, run.enrolled, run.trigger_node) == (RunState.RUNNING, 2, 2, "t")
    assert {each.contact_id: each.context for each in executions_of(campaign)} == {
        contact.pk: {"order": "A-1"},
        other.pk: {"order": "A-1"},
    }
    assert {each.run_id for each in executions_of(campaign)} == {run.pk}


def test_the_same_key_gives_the_first_run_again(workspace: Workspace, contact: Contact) -> None:
    campaign = launched(workspace)
    first = start(campaign, contact, key="order-1")
    assert start(campaign, make_contact(workspace), key="order-1") == first
    assert [each.contact_id for each in executions_of(campaign)] == [contact.pk]


def test_who_is_kept_out_is_not_counted(workspace: Workspace, contact: Contact) -> None:
    campaign = launched(workspace)
    start(campaign, contact)
    again = start(campaign, contact, make_contact(workspace), make_contact(make_workspace()))
    assert (again.audience_size, again.enrolled) == (3, 1)
    assert Execution.objects.in_workspace(workspace).filter(run=again).count() == 1


def test_a_run_finishes_when_everybody_has_come_to_an_end(workspace: Workspace, contact: Contact) -> None:
    document = flow(("t", "trigger_api", {}), ("e", "end", {}))
    campaign = campaign_launch(campaign=make_campaign(workspace, document), actor=SYSTEM)
    run = start(campaign, contact)
    nobody = start(campaign, contact)
    tick()
    for each in (run, nobody):
        each.refresh_from_db()
        assert each.state == RunState.FINISHED


def test_a_campaign_without_an_api_trigger_refuses(workspace: Workspace, contact: Contact) -> None:
    campaign = campaign_launch(
        campaign=make_campaign(workspace, flow(("t", "trigger_event", {"event": "x"}), ("e", "end", {}))), actor=SYSTEM
    )
    with pytest.raises(Conflict, match="no API trigger"):
        start(campaign, contact)
    assert nothing_began(campaign)


def test_a_draft_and_a_paused_campaign_refuse(workspace: Workspace, contact: Contact) -> None:
    draft = make_campaign(workspace, chain())
    paused = launched(workspace)
    campaign_pause(campaign=paused, actor=SYSTEM)
    for campaign in (draft, paused):
        with pytest.raises(Conflict):
            start(campaign, contact)
        assert nothing_began(campaign)


@pytest.mark.parametrize("number", [0, 1_001])
def test_nobody_and_too_many_are_refused(workspace: Workspace, number: int) -> None:
    campaign = launched(workspace)
    with pytest.raises(InvalidInput, match="1 to 1000 contacts"):
        run_start_for(campaign=campaign, contexts={uuid4(): None for _ in range(number)}, actor=SYSTEM)
    assert nothing_began(campaign)


@pytest.mark.parametrize("key", ["", "x" * 256, "a\0b"])
def test_a_key_that_cannot_be_kept_is_refused(workspace: Workspace, contact: Contact, key: str) -> None:
    campaign = launched(workspace)
    with pytest.raises(InvalidInput, match="idempotency_key"):
        start(campaign, contact, key=key)
    assert nothing_began(campaign)
