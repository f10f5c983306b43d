"""Campaigns whose sender's breaker opened, or that can't be paid, are held once, until they are resumed."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from campaigns.engine import outages
from campaigns.models import Campaign, CampaignHold, Execution, HoldKind
from campaigns.services import campaign_publish, campaign_resume, draft_save
from messaging.delivery import stage as delivery
from messaging.delivery.sessions import close_all
from messaging.models import Message, MessageStream, Sender
from messaging.services import price_set, sender_trip_noted
from tests.factories.campaigns import SYSTEM, chain, executions_of, launch, send_config, tick
from tests.factories.contacts import make_contacts
from tests.factories.messaging import make_sender
from tests.factories.templates_app import make_published
from tests.factories.workspaces import make_workspace
from tests.messaging.smtp_server import Server, at, smtp_server
from workspaces.clock import database_now
from workspaces.models import AuditEntry, Notice, Workspace
from workspaces.services.balance import BalanceUsedUp, balance_open, balance_top_up
from workspaces.services.reloading import balance_reload_set, balances_reload

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def workspace() -> Workspace:
    return make_workspace("outages")


@pytest.fixture
def server() -> Iterator[Server]:
    with smtp_server(at("connect", "421 down")) as running:
        yield running
    close_all()


def sending(workspace: Workspace, sender: Sender, name: str = "Welcome") -> Campaign:
    """A running campaign that mails by this sender."""
    template, _ = make_published(workspace, message_type="transactional")
    return launch(workspace, chain(("s1", "send", send_config(template, sender=sender.public_id))), name=name)


def trip(sender: Sender, now: datetime) -> datetime:
    """Delivers until the breaker opens; when the provider may be tried again."""
    for _ in range(3):
        delivery.run(now)
        sender.refresh_from_db()
        assert sender.unavailable_until is not None
        now = sender.unavailable_until
    assert sender.tripped_at is not None
    return now


def holds(campaign: Campaign) -> list[tuple[str, str]]:
    return list(CampaignHold.objects.in_workspace(campaign.workspace_id).values_list("kind", "reason"))


def test_every_running_campaign_that_uses_the_sender_is_held_once(workspace: Workspace, server: Server) -> None:
    make_contacts(workspace, 3)
    sender = make_sender(workspace, port=server.port)
    using = [sending(workspace, sender, name) for name in ("A", "B")]
    with smtp_server() as healthy:
        other = sending(workspace, make_sender(workspace, port=healthy.port), "C")
        tick()
        now = trip(sender, database_now())
    assert outages.run(now).done == 1
    sender.refresh_from_db()
    assert sender.trip_noted_at == now
    held = {hold.campaign_id: hold for hold in CampaignHold.objects.in_workspace(workspace)}
    assert set(held) == {campaign.pk for campaign in using}
    assert {hold.kind for hold in held.values()} == {HoldKind.ERROR}
    assert all(hold.reason.startswith(f"{sender.name}: ") and "421 down" in hold.reason for hold in held.values())
    assert other.pk not in held
    assert outages.run(now).done == 0
    notices = AuditEntry.objects.in_workspace(workspace).filter(action="campaign.held")
    assert sorted(notices.values_list("target_id", flat=True)) == sorted(campaign.public_id for campaign in using)


def test_who_is_still_on_an_earlier_version_needs_its_sender(workspace: Workspace, server: Server) -> None:
    make_contacts(workspace, 1)
    old, new = make_sender(workspace, port=server.port), make_sender(workspace, name="New")
    template, _ = make_published(workspace, message_type="transactional")

    def document(sender: Sender) -> dict[str, Any]:
        return chain(("s1", "send", send_config(template, sender=sender.public_id)))

    on_the_way, moved = (launch(workspace, document(old), name=name) for name in ("A", "B"))
    tick()
    for campaign in (on_the_way, moved):
        draft_save(campaign=campaign, document=document(new), actor=SYSTEM)
        campaign_publish(campaign=campaign, actor=SYSTEM)
    ended = Execution.objects.in_workspace(workspace).filter(campaign=moved)
    ended.update(state="completed", due_at=None, finished_at=database_now())
    outages.run(trip(old, database_now()))
    assert {hold.campaign_id for hold in CampaignHold.objects.in_workspace(workspace)} == {on_the_way.pk}


def test_nothing_goes_out_until_somebody_resumes_and_then_one_message_first(
    workspace: Workspace, server: Server
) -> None:
    make_contacts(workspace, 5)
    sender = make_sender(workspace, port=server.port)
    campaign = sending(workspace, sender)
    tick()
    now = trip(sender, database_now())
    outages.run(now)
    server.script = lambda stage_name, number: None
    assert delivery.run(now + timedelta(hours=1)).claimed == 0
    now = database_now()
    Sender.objects.in_workspace(workspace).update(unavailable_until=now)
    Message.objects.in_workspace(workspace).update(not_before=now)
    campaign_resume(campaign=campaign, actor=SYSTEM)
    assert delivery.run(now).accepted == 1
    assert delivery.run(now + timedelta(seconds=15)).accepted == 4
    assert outages.run(now).done == 0
    tick(now + timedelta(seconds=15))
    assert {execution.state for execution in executions_of(campaign)} == {"completed"}


def test_a_resume_that_comes_too_early_is_held_again(workspace: Workspace, server: Server) -> None:
    make_contacts(workspace, 2)
    sender = make_sender(workspace, port=server.port)
    campaign = sending(workspace, sender)
    tick()
    now = trip(sender, database_now())
    outages.run(now)
    campaign_resume(campaign=campaign, actor=SYSTEM)
    assert holds(campaign) == []
    assert delivery.run(now).held == 2
    assert outages.run(now).done == 1
    assert [kind for kind, _ in holds(campaign)] == [HoldKind.ERROR]


def test_a_breaker_that_opened_anew_meanwhile_is_not_taken_as_noted(workspace: Workspace, server: Server) -> None:
    make_contacts(workspace, 1)
    sender = make_sender(workspace, port=server.port)
    sending(workspace, sender)
    tick()
    trip(sender, database_now())
    stale = Sender.objects.in_workspace(workspace).get(pk=sender.pk)
    Sender.objects.in_workspace(workspace).filter(pk=sender.pk).update(tripped_at=database_now())
    sender_trip_noted(sender=stale)
    sender.refresh_from_db()
    assert sender.trip_noted_at is None


def test_finished_campaigns_are_left_alone(workspace: Workspace, server: Server) -> None:
    make_contacts(workspace, 1)
    sender = make_sender(workspace, port=server.port)
    campaign = sending(workspace, sender)
    tick()
    trip(sender, database_now())
    Campaign.objects.in_workspace(workspace).filter(pk=campaign.pk).update(lifecycle="CANCELLED")
    assert outages.run().done == 1
    assert holds(campaign) == []


def test_documents_may_name_the_sender_by_its_uuid(workspace: Workspace, server: Server) -> None:
    make_contacts(workspace, 1)
    sender = make_sender(workspace, port=server.port)
    template, _ = make_published(workspace, message_type="transactional")
    campaign = launch(workspace, chain(("s1", "send", send_config(template, sender=str(sender.pk)))))
    tick()
    trip(sender, database_now())
    outages.run()
    assert [kind for kind, _ in holds(campaign)] == [HoldKind.ERROR]


def test_a_campaign_that_cannot_be_paid_is_held_until_somebody_has_topped_up(workspace: Workspace) -> None:
    make_contacts(workspace, 3)
    price_set(workspace=workspace, channel="email", message_type="transactional", amount=Decimal("0.5"), actor=SYSTEM)
    balance_open(workspace=workspace, actor=SYSTEM)
    balance_top_up(workspace=workspace, amount=Decimal(1), reference="p1", actor=SYSTEM)
    with smtp_server() as healthy:
        campaign = sending(workspace, make_sender(workspace, port=healthy.port))
        tick()
        now = database_now()
        assert delivery.run(now).accepted == 2
        assert outages.run(now).done == 1
        assert holds(campaign) == [("BALANCE", "")]
        assert outages.run(now).done == 0
        with pytest.raises(BalanceUsedUp):
            campaign_resume(campaign=campaign, actor=SYSTEM)
        assert holds(campaign) == [("BALANCE", "")]
        balance_top_up(workspace=workspace, amount=Decimal(1), reference="p2", actor=SYSTEM)
        assert holds(campaign) == [("BALANCE", "")], "a top-up resumes nothing"
        campaign_resume(campaign=campaign, actor=SYSTEM)
        assert delivery.run(now + timedelta(seconds=30)).accepted == 1
    assert holds(campaign) == []


def test_an_automatic_reload_resumes_nothing(workspace: Workspace, server: Server) -> None:
    make_contacts(workspace, 1)
    campaign = sending(workspace, make_sender(workspace, port=server.port))
    price_set(workspace=workspace, channel="email", message_type="transactional", amount=Decimal(1), actor=SYSTEM)
    balance_open(workspace=workspace, actor=SYSTEM)
    tick()
    assert delivery.run().accepted == 0
    outages.run()
    amounts = {"reload_below": Decimal(5), "reload_amount": Decimal(10), "reload_daily_cap": Decimal(10)}
    balance_reload_set(workspace=workspace, actor=SYSTEM, **amounts)
    assert balances_reload(database_now()) == 1
    later = database_now() + timedelta(minutes=1)
    outages.run(later)
    assert holds(campaign) == [("BALANCE", "")]
    assert delivery.run(later).claimed == 0
    server.script = lambda stage_name, number: None
    campaign_resume(campaign=campaign, actor=SYSTEM)
    assert delivery.run(later).accepted == 1


def test_campaigns_of_a_sender_that_is_complained_of_are_held_once(workspace: Workspace) -> None:
    make_contacts(workspace, 1)
    with smtp_server() as healthy:
        sender, other = (make_sender(workspace, port=healthy.port) for _ in range(2))
        held, free = sending(workspace, sender, "A"), sending(workspace, other, "B")
    now = database_now()
    rows = Sender.objects.in_workspace(workspace).filter(pk=sender.pk)
    rows.update(complaints_tripped_at=now, complaints_detail="0.40 % of 1,000 mails")
    assert outages.run(now).done == 1
    [hold] = CampaignHold.objects.in_workspace(workspace)
    assert (hold.campaign_id, hold.kind) == (held.pk, HoldKind.ERROR)
    assert hold.reason == f"{sender.name}: 0.40 % of 1,000 mails"
    assert free.pk != held.pk
    campaign_resume(campaign=held, actor=SYSTEM)
    assert outages.run(now).done == 0
    assert holds(held) == []
    sender.refresh_from_db()
    assert sender.complaints_noted_at == now


def open_notices(workspace: Workspace) -> list[tuple[str, str]]:
    rows = Notice.objects.in_workspace(workspace).filter(ended_at=None)
    return sorted(rows.values_list("kind", "title"))


def test_an_outage_makes_one_notice_until_it_is_over(workspace: Workspace, server: Server) -> None:
    make_contacts(workspace, 3)
    sender = make_sender(workspace, port=server.port, name="News")
    sending(workspace, sender)
    tick()
    now = trip(sender, database_now())
    outages.run(now)
    Sender.objects.in_workspace(workspace).update(trip_noted_at=None)
    outages.run(now)
    assert open_notices(workspace) == [("breaker", "News can’t send")]
    [notice] = Notice.objects.in_workspace(workspace)
    assert "1 campaign is held until somebody resumes it." in notice.sentence
    assert notice.path == "/w/outages/senders/"
    rows = Sender.objects.in_workspace(workspace)
    rows.update(tripped_at=None, trip_noted_at=None, faults=0)
    outages.run(now)
    assert open_notices(workspace) == []
    rows.update(complaints_tripped_at=now, complaints_detail="0.40 % of 1,000 mails in 7 days were reported as spam")
    outages.run(now)
    outages.run(now)
    assert open_notices(workspace) == [("complaints", "Too many people report mails of News as spam")]


def test_an_empty_balance_makes_one_notice_until_nobody_waits_for_it(workspace: Workspace) -> None:
    make_contacts(workspace, 1)
    with smtp_server() as healthy:
        campaigns = [sending(workspace, make_sender(workspace, port=healthy.port), name) for name in ("A", "B")]
    balance_open(workspace=workspace, actor=SYSTEM)
    MessageStream.objects.in_workspace(workspace).update(starved_at=database_now())
    outages.run()
    assert open_notices(workspace) == [("balance", "The balance is used up")]
    balance_top_up(workspace=workspace, amount=Decimal(5), reference="p1", actor=SYSTEM)
    outages.run()
    assert len(open_notices(workspace)) == 1
    for campaign in campaigns:
        campaign_resume(campaign=campaign, actor=SYSTEM)
    outages.run()
    assert open_notices(workspace) == []
