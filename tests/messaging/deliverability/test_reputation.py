"""The reputation trip: at 0.3 % complaints of enough mails in seven days, once, until the rate is low again."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from messaging.deliverability.reputation import run
from messaging.models import DomainCounter, Sender
from tests.factories.messaging import make_sender
from tests.factories.workspaces import make_workspace
from workspaces.clock import database_now

pytestmark = pytest.mark.django_db


@pytest.fixture
def sender() -> Sender:
    return make_sender(make_workspace("acme"), from_address="news@example.com")


def sent(sender: Sender, accepted: int, complained: int, at: datetime, domain: str = "gmail.com") -> None:
    DomainCounter.objects.create(
        workspace_id=sender.workspace_id,
        sender=sender,
        domain=domain,
        day=at.date(),
        accepted=accepted,
        complained=complained,
    )


def tripped(sender: Sender) -> tuple[Any, Any, str]:
    sender.refresh_from_db()
    return sender.complaints_tripped_at, sender.complaints_noted_at, sender.complaints_detail


@pytest.mark.parametrize(
    ("accepted", "complained", "trips"),
    [(1_000, 3, True), (1_000, 2, False), (999, 100, False), (100_000, 299, False), (100_000, 300, True)],
)
def test_trips_at_three_in_a_thousand_of_enough_mails(
    sender: Sender, accepted: int, complained: int, trips: bool
) -> None:
    now = database_now()
    sent(sender, accepted, complained, now)
    assert run(now) == int(trips)
    assert (tripped(sender)[0] == now) is trips


def test_an_incident_is_one_until_the_rate_is_low_again(sender: Sender) -> None:
    now = database_now()
    sent(sender, 1_000, 4, now)
    assert run(now) == 1
    assert tripped(sender) == (now, None, "0.40 % of 1,000 mails in 7 days were reported as spam")
    Sender.objects.in_workspace(sender.workspace_id).update(complaints_noted_at=now)
    later = now + timedelta(hours=1)
    sent(sender, 1_000, 0, later, "example.org")
    assert run(later) == 0
    assert tripped(sender)[:2] == (now, now)
    sent(sender, 10_000, 0, later, "example.net")
    assert run(later) == 0
    assert tripped(sender) == (None, None, "")
    sent(sender, 0, 60, later, "example.net")
    assert run(later) == 1
    assert tripped(sender)[:2] == (later, None)


def test_old_complaints_are_forgotten(sender: Sender) -> None:
    now = database_now()
    sent(sender, 10_000, 100, now - timedelta(days=7))
    assert run(now) == 0
    sent(sender, 10_000, 100, now - timedelta(days=6))
    assert run(now) == 1
    assert run(now + timedelta(days=1)) == 0
    assert tripped(sender) == (None, None, "")
