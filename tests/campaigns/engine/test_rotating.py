"""Rotation in a running campaign: who hears from whom, also when a sender fails, and whether that holds it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns.engine import outages
from campaigns.models import Campaign, CampaignHold, Step
from campaigns.reports.sender_uses import sender_uses
from messaging.models import Message, Sender
from messaging.selectors import failing_senders, last_senders
from tests.factories.campaigns import chain, launch, send_config, settle_messages, tick
from tests.factories.contacts import make_contacts
from tests.factories.messaging import grant_consent, make_sender
from tests.factories.templates_app import make_published
from tests.factories.workspaces import make_workspace
from workspaces.clock import database_now
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db


@pytest.fixture
def workspace() -> Workspace:
    return make_workspace()


def rotating(workspace: Workspace, senders: list[Sender], nodes: int = 1, leave_out: bool = True) -> Campaign:
    template, _ = make_published(workspace)
    rotation = {"senders": [{"sender": each.public_id} for each in senders[1:]], "leave_out_failing": leave_out}
    sends = [
        (f"s{number}", "send", send_config(template, sender=senders[0].public_id, rotation=rotation))
        for number in range(nodes)
    ]
    return launch(workspace, chain(*sends))


def chosen(campaign: Campaign, node: str) -> dict[object, object]:
    messages = Message.objects.in_workspace(campaign.workspace_id).filter(stream_id=campaign.pk, node=node)
    return dict(messages.values_list("contact_id", "sender_id"))


def test_contacts_keep_whom_they_got_when_their_sender_was_left_out(workspace: Workspace) -> None:
    grant_consent(make_contacts(workspace, 40))
    senders = [make_sender(workspace) for _ in range(2)]
    Sender.objects.in_workspace(workspace).filter(pk=senders[1].pk).update(tripped_at=database_now())
    campaign = rotating(workspace, senders, nodes=2)
    tick()
    assert set(chosen(campaign, "s0").values()) == {senders[0].pk}
    steps = Step.objects.in_workspace(workspace).filter(node="s0", reason="rotated")
    told = list(steps.values_list("detail", flat=True))
    assert len(told) == 40
    left_out = [detail for detail in told if "left_out" in detail]
    assert {tuple(detail["left_out"]) for detail in left_out} == {(senders[1].public_id,)}
    assert 5 < len(left_out) < 35
    # It works again; who heard from the other one hears from that again.
    Sender.objects.in_workspace(workspace).update(tripped_at=None)
    settle_messages(campaign)
    tick()
    assert chosen(campaign, "s1") == chosen(campaign, "s0")


def test_what_fails_and_whom_contacts_heard_from_last(workspace: Workspace) -> None:
    now = database_now()
    senders = [make_sender(workspace) for _ in range(4)]
    rows = Sender.objects.in_workspace(workspace)
    rows.filter(pk=senders[0].pk).update(state="disabled")
    rows.filter(pk=senders[1].pk).update(unavailable_until=now + timedelta(minutes=1))
    rows.filter(pk=senders[2].pk).update(tripped_at=now)
    wanted = [sender.pk for sender in senders]
    assert failing_senders(workspace_id=workspace.pk, senders=wanted, now=now) == set(wanted[:3])
    assert failing_senders(workspace_id=make_workspace().pk, senders=wanted, now=now) == set()
    rows.update(state="active", unavailable_until=None, tripped_at=None)
    contacts = make_contacts(workspace, 3)
    grant_consent(contacts)
    campaign = rotating(workspace, senders[:2], leave_out=False)
    tick()
    heard = chosen(campaign, "s0")
    ids = [contact.pk for contact in contacts]
    with CaptureQueriesContext(connection) as captured:
        assert last_senders(stream_id=campaign.pk, contact_ids=ids, senders=wanted) == heard
    assert len(captured) == 1
    assert last_senders(stream_id=campaign.pk, contact_ids=ids, senders=wanted[2:]) == {}
    assert last_senders(stream_id=workspace.pk, contact_ids=ids, senders=wanted) == {}


@pytest.mark.parametrize("leave_out", [False, True])
def test_a_sender_that_can_be_left_out_holds_no_campaign(workspace: Workspace, leave_out: bool) -> None:
    make_contacts(workspace, 1)
    senders = [make_sender(workspace) for _ in range(2)]
    campaign = rotating(workspace, senders, leave_out=leave_out)
    Sender.objects.in_workspace(workspace).filter(pk=senders[1].pk).update(tripped_at=database_now())
    outages.run()
    held = CampaignHold.objects.in_workspace(workspace).values_list("campaign_id", "kind")
    assert list(held) == ([] if leave_out else [(campaign.pk, "ERROR")])
    uses = sender_uses(workspace_id=workspace.pk, senders=[sender.pk for sender in senders])
    assert [list(uses[sender.pk]) for sender in senders] == [[campaign.pk]] * 2
