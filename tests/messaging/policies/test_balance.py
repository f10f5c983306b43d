"""Messages are paid from the balance: reserved at the claim, taken when accepted, given back when they did not go."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db.models import Sum

from messaging.countries import country_of
from messaging.delivery import stage
from messaging.delivery.claim import claim, lease_time
from messaging.delivery.dispatch import Dispatch
from messaging.delivery.sessions import close_all
from messaging.delivery.states import exchange, reclaim
from messaging.models import Message, MessageStream, StreamDay
from messaging.services import message_mark_sent, message_send_again, price_set, stream_set
from tests.concurrent import at_once
from tests.factories.messaging import grant_consent, make_messages, make_stream, states_of
from tests.messaging.loopback import DROP
from tests.messaging.smtp_server import Server, at
from tests.messaging.world import World
from workspaces.clock import database_now
from workspaces.models import BalanceAccount, LedgerEntry
from workspaces.services import Actor
from workspaces.services.balance import balance_open, balance_top_up

pytestmark = pytest.mark.django_db(transaction=True)
ACTOR = Actor.system("test")


@pytest.fixture
def payer(world: World) -> World:
    """Mail costs a cent."""
    price_set(workspace=world.workspace, channel="email", message_type="marketing", amount=Decimal("0.01"), actor=ACTOR)
    balance_open(workspace=world.workspace, actor=ACTOR)
    return world


def pay(world: World, messages: int, reference: str = "p1") -> None:
    balance_top_up(workspace=world.workspace, amount=Decimal(messages) / 100, reference=reference, actor=ACTOR)


def cents(world: World) -> tuple[int, int]:
    """Balance and reserved; they agree with ledger and messages."""
    account = BalanceAccount.objects.in_workspace(world.workspace).get()
    total = LedgerEntry.objects.in_workspace(world.workspace).aggregate(total=Sum("amount"))["total"]
    reserved = Message.objects.in_workspace(world.workspace).exclude(state="accepted").aggregate(total=Sum("cost"))
    assert account.balance == (total or 0)
    assert account.reserved == (reserved["total"] or 0)
    return int(account.balance * 100), int(account.reserved * 100)


def starved(world: World) -> bool:
    return MessageStream.objects.in_workspace(world.workspace).get(pk=world.stream.pk).starved_at is not None


def test_accepted_messages_are_paid(payer: World) -> None:
    pay(payer, 100)
    payer.queue(30)
    assert stage.run().accepted == 30
    assert cents(payer) == (70, 0)
    captures = LedgerEntry.objects.in_workspace(payer.workspace).filter(kind="capture")
    assert captures.aggregate(total=Sum("messages"))["total"] == 30
    assert {(row.channel, row.source_id) for row in captures} == {("email", payer.stream.pk)}
    assert not starved(payer)


def test_what_cannot_be_paid_waits_and_its_campaign_is_told_of(payer: World) -> None:
    pay(payer, 3)
    messages = payer.queue(5)
    now = database_now()
    progress = stage.run(now)
    assert (progress.accepted, progress.held) == (3, 2)
    assert states_of(messages) == [("accepted", "")] * 3 + [("queued", "balance")] * 2
    assert Message.objects.in_workspace(payer.workspace).filter(state="queued", cost=None).count() == 2
    assert cents(payer) == (0, 0)
    assert starved(payer)
    pay(payer, 2, "p2")
    assert stage.run(now + timedelta(seconds=30)).accepted == 2
    assert cents(payer) == (0, 0)


def test_while_it_is_on_its_way_it_is_reserved_and_refused_it_is_given_back(payer: World, server: Server) -> None:
    pay(payer, 10)
    payer.queue(2)
    server.script = at("RCPT", "550 no such user", 1)
    now = database_now()
    claimed = claim(now, 10)
    assert claimed is not None
    assert cents(payer) == (10, 2)
    Dispatch(claimed.batch, now).run()
    assert cents(payer) == (9, 0)


def test_a_deferred_message_is_reserved_anew_at_its_next_try(payer: World, server: Server) -> None:
    pay(payer, 10)
    [message] = payer.queue(1)
    server.script = at("RCPT", "450 later", 1)
    stage.run()
    assert cents(payer) == (10, 0)
    message.refresh_from_db()
    assert message.cost is None
    assert stage.run(message.not_before).accepted == 1
    assert cents(payer) == (9, 0)


@pytest.mark.parametrize("sent", [True, False])
def test_an_unknown_outcome_stays_reserved_until_somebody_decides(payer: World, server: Server, sent: bool) -> None:
    pay(payer, 10)
    [message] = payer.queue(1)
    server.script = at("content", DROP, 1)
    assert stage.run().unknown == 1
    assert cents(payer) == (10, 1)
    if sent:
        message_mark_sent(message=message, actor=ACTOR)
        assert cents(payer) == (9, 0)
    else:
        message_send_again(message=message, actor=ACTOR)
        assert cents(payer) == (10, 0)
        assert stage.run(database_now()).accepted == 1
        assert cents(payer) == (9, 0)


def test_a_dead_worker_gives_back_what_was_not_dispatched(payer: World) -> None:
    pay(payer, 10)
    payer.queue(3)
    now = database_now()
    claimed = claim(now, 10)
    assert claimed is not None
    exchange([], claimed.batch.rows[:1], now)
    assert cents(payer) == (10, 3)
    reclaim(now + lease_time())
    assert cents(payer) == (10, 1)


def test_room_under_a_daily_limit_is_not_lost_to_what_cannot_be_paid(payer: World) -> None:
    stream_set(stream_id=payer.stream.pk, workspace=payer.workspace, name="Welcome", claimable=True, daily_limit=4)
    pay(payer, 2)
    payer.queue(6)
    assert stage.run().accepted == 2
    assert StreamDay.objects.in_workspace(payer.workspace).get().used == 2
    assert Message.objects.in_workspace(payer.workspace).filter(counted_on__isnull=False).count() == 2


def test_without_a_price_or_an_account_nothing_is_asked(world: World) -> None:
    world.queue(2)
    assert stage.run().accepted == 2
    balance_open(workspace=world.workspace, actor=ACTOR)
    world.queue(2)
    assert stage.run().accepted == 2
    assert cents(world) == (0, 0)


def test_prices_follow_the_country_of_a_number() -> None:
    numbers = ["+436641234567", "+12125550123", "+999", "ann@example.com", "+"]
    assert [country_of(number) for number in numbers] == ["AT", "US", "", "", ""]


def test_sixteen_workers_and_three_campaigns_spend_exactly_what_there_is(payer: World, server: Server) -> None:
    """1,000 cents, 1,500 messages."""
    pay(payer, 1_000)
    streams = [payer.stream, make_stream(payer.workspace), make_stream(payer.workspace)]
    for stream in streams:
        contacts = payer.contacts(500)
        grant_consent(contacts)
        make_messages(stream, contacts, payer.version, payer.sender)
    now = database_now()

    def work() -> int:
        try:
            return stage.run(now).accepted
        finally:
            close_all()

    accepted = sum(at_once(*[work] * 16))
    accepted += stage.run(now).accepted
    assert (accepted, len(server.mails), len({mail.recipient for mail in server.mails})) == (1_000,) * 3
    assert cents(payer) == (0, 0)
    waiting = Message.objects.in_workspace(payer.workspace).filter(state="queued")
    assert set(waiting.values_list("reason", "cost")) == {("balance", None)}
    assert waiting.count() == 500
