"""A connection that is cut at any commit of delivery, before or after the server has it: nobody gets a mail twice, none
is lost, and the money is right."""

from collections import Counter
from decimal import Decimal
from itertools import count

import pytest

from messaging.delivery import dispatch, stage
from messaging.delivery.sessions import close_all
from messaging.models import Message
from messaging.services import price_set
from tests.cut_database import Wire, work_over
from tests.messaging.smtp_server import Server
from tests.messaging.world import World
from workspaces.clock import database_now
from workspaces.models import BalanceAccount
from workspaces.services import Actor
from workspaces.services.balance import balance_open, balance_top_up

pytestmark = pytest.mark.django_db(transaction=True)
ACTOR = Actor.system("test")
PAID, PRICE = 1_000, Decimal("0.01")
# Two chunks of four.
MAILS = 6


@pytest.fixture
def payer(world: World) -> World:
    price_set(workspace=world.workspace, channel="email", message_type="marketing", amount=PRICE, actor=ACTOR)
    balance_open(workspace=world.workspace, actor=ACTOR)
    balance_top_up(workspace=world.workspace, amount=Decimal(PAID), reference="p", actor=ACTOR)
    return world


def check(world: World, server: Server) -> Counter[str]:
    """What must hold at any moment; how many messages are in each state."""
    mails = Counter(mail.recipient for mail in server.mails)
    assert set(mails.values()) <= {1}
    messages = list(Message.objects.in_workspace(world.workspace))
    assert {each.address for each in messages if each.state == "accepted"} <= set(mails)
    states = Counter(each.state for each in messages)
    account = BalanceAccount.objects.in_workspace(world.workspace).get()
    assert account.balance == PAID - PRICE * states["accepted"]
    assert account.reserved == PRICE * (states["sending"] + states["unknown"])
    return states


@pytest.mark.parametrize("answered", [False, True], ids=["before the server has it", "before its answer is back"])
def test_at_every_commit_of_a_batch(
    payer: World, server: Server, monkeypatch: pytest.MonkeyPatch, answered: bool
) -> None:
    monkeypatch.setattr(dispatch, "CHUNK", 4)
    cuts = doubts = 0
    for place in count(1):
        payer.queue(MAILS)
        wire = Wire(place, answered)
        work_over(wire, stage.run)
        # The worker is gone with its connection to the mail server.
        close_all()
        states = check(payer, server)
        if not wire.has_broken:
            break
        cuts += 1
        doubts += states["sending"]
        Message.objects.in_workspace(payer.workspace).filter(state="sending").update(lease_expires_at=database_now())
        while stage.run().more:
            pass
        states = check(payer, server)
        assert set(states) <= {"accepted", "unknown"}
    assert cuts > 5
    states = check(payer, server)
    assert states["accepted"] + states["unknown"] == (cuts + 1) * MAILS
    assert 0 < states["unknown"] <= doubts
