"""Verified addresses: who waits, who is skipped, what it costs, and that a crowd of claims spends no cent more."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from messaging.delivery.claim import claim
from messaging.delivery.loading import load_batch
from messaging.delivery.rehearse import rehearse
from messaging.models import AddressStatus, AddressVerification, Message, MessageState, StreamVerification
from messaging.policies.base import Decision, HoldUntil, Skip
from messaging.policies.verification import VerificationPolicy
from messaging.services import stream_set
from messaging.verification import stage
from messaging.verification.base import Verdict, VerifierFailed
from tests.concurrent import at_once
from tests.factories.contacts import make_contact
from tests.factories.messaging import grant_consent, make_messages, make_stream
from tests.messaging.policies.test_policies import candidates, decide
from tests.messaging.world import World
from workspaces.errors import InvalidInput
from workspaces.wall.scope import NOWHERE, OWNER, Scope, current

pytestmark = pytest.mark.django_db(transaction=True)
NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)
WAIT = HoldUntil(NOON + timedelta(seconds=30), "verification")


class Priced:
    """A verifier at ten cents that knows some addresses."""

    said: Mapping[str, AddressStatus] = {}
    fails = False
    asked_in: Scope | None = None

    def price(self) -> Decimal:
        return Decimal("0.10")

    def check(self, addresses: Sequence[str]) -> Mapping[str, Verdict]:
        type(self).asked_in = current()
        if self.fails:
            raise VerifierFailed("down")
        return {each: Verdict(self.said[each], "looked at") for each in addresses if each in self.said}


@pytest.fixture
def priced(settings: Any, monkeypatch: pytest.MonkeyPatch) -> type[Priced]:
    settings.ADDRESS_VERIFIER = "tests.messaging.policies.test_verification.Priced"
    monkeypatch.setattr(Priced, "said", {})
    monkeypatch.setattr(Priced, "fails", False)
    return Priced


def verify(world: World, stream_id: Any = None, **values: Any) -> None:
    stream_set(
        stream_id=stream_id or world.stream.pk,
        workspace=world.workspace,
        name="Welcome",
        claimable=True,
        verification=values,
    )


def message_to(world: World, address: str, **fields: Any) -> Message:
    contact = make_contact(world.workspace, email=address)
    grant_consent([contact])
    return world.queue_for([contact], not_before=NOON - timedelta(hours=1), **fields)[0]


def known(world: World, address: str, status: AddressStatus, at: datetime = NOON) -> None:
    AddressVerification.objects.create(
        workspace=world.workspace, address=address, status=status, due_at=at, checked_at=at
    )


@pytest.mark.parametrize(
    ("accepted", "status", "decision"),
    [
        (["valid"], AddressStatus.VALID, None),
        (["valid"], AddressStatus.RISKY, Skip("verification_refused", "risky")),
        (["valid"], AddressStatus.UNKNOWN, Skip("verification_refused", "unknown")),
        (["valid"], AddressStatus.INVALID, Skip("verification_refused", "invalid")),
        (["valid", "risky", "unknown"], AddressStatus.RISKY, None),
        (["unknown"], AddressStatus.UNKNOWN, None),
    ],
)
def test_only_accepted_statuses_get_mail(
    world: World, accepted: list[str], status: AddressStatus, decision: Decision | None
) -> None:
    verify(world, acceptable_statuses=accepted)
    known(world, "zoe@example.com", status)
    assert decide([message_to(world, "Zoe@Example.com")], NOON) == [decision]


def test_an_address_without_a_verdict_is_looked_at_once(world: World, priced: type[Priced]) -> None:
    verify(world)
    other = make_stream(world.workspace)
    verify(world, other.pk)
    contact = make_contact(world.workspace, email="zoe@example.com")
    grant_consent([contact])
    ours = world.queue_for([contact], not_before=NOON)
    theirs = make_messages(other, [contact], world.version, world.sender, not_before=NOON)
    assert decide(ours + theirs, NOON) == [WAIT, WAIT]
    assert decide(theirs, NOON) == [WAIT]
    [row] = AddressVerification.objects.in_workspace(world.workspace)
    assert (row.address, row.status, row.cost) == ("zoe@example.com", "pending", Decimal("0.10"))
    spent = StreamVerification.objects.in_workspace(world.workspace).values_list("spent", flat=True)
    assert sorted(spent) == [Decimal(0), Decimal("0.10")]
    priced.said = {"zoe@example.com": AddressStatus.VALID}
    assert stage.run(NOON) == 1
    # It may be anybody's code, and gets the addresses of several workspaces.
    assert (priced.asked_in, current()) == (NOWHERE, OWNER)
    row.refresh_from_db()
    assert (row.status, row.detail, row.checked_at) == ("valid", "looked at", NOON)
    assert decide(ours + theirs, NOON) == [None, None]
    assert stage.run(NOON) == 0


def test_a_verdict_grows_old(world: World) -> None:
    verify(world, age_threshold=2)
    known(world, "zoe@example.com", AddressStatus.VALID, NOON - timedelta(days=2))
    message = message_to(world, "zoe@example.com")
    assert decide([message], NOON) == [None]
    later = NOON + timedelta(seconds=1)
    assert decide([message], later) == [HoldUntil(later + timedelta(seconds=30), "verification")]
    assert AddressVerification.objects.in_workspace(world.workspace).get().status == "pending"


def test_what_the_budget_does_not_pay_for_is_skipped(world: World, priced: type[Priced]) -> None:
    verify(world, max_budget="0.25")
    messages = [message_to(world, f"c{number}@example.com") for number in range(4)]
    over = Skip("verification_budget", "0.25 are spent")
    assert decide(messages, NOON) == [WAIT, WAIT, over, over]
    assert StreamVerification.objects.in_workspace(world.workspace).get().spent == Decimal("0.20")
    # What is known, or being looked at, costs nothing more.
    known(world, "known@example.com", AddressStatus.VALID)
    assert decide([messages[0], message_to(world, "known@example.com")], NOON) == [WAIT, None]


def test_a_verifier_that_fails_is_asked_again_and_in_the_end_costs_nothing(world: World, priced: type[Priced]) -> None:
    priced.fails = True
    verify(world, max_budget=1)
    message = message_to(world, "zoe@example.com")
    assert decide([message], NOON) == [WAIT]
    now = NOON
    for tries in range(1, 5):
        assert stage.run(now) == 0
        row = AddressVerification.objects.in_workspace(world.workspace).get()
        assert (row.status, row.tries, row.due_at) == ("pending", tries, now + timedelta(minutes=tries))
        assert stage.run(now) == 0
        now = row.due_at
    assert stage.run(now) == 1
    row.refresh_from_db()
    assert (row.status, row.detail) == ("unknown", "down")
    assert StreamVerification.objects.in_workspace(world.workspace).get().spent == 0
    assert decide([message], now) == [Skip("verification_refused", "unknown")]


def test_a_worker_that_dies_loses_its_addresses_with_its_lease(world: World, priced: type[Priced]) -> None:
    priced.said = {"zoe@example.com": AddressStatus.VALID}
    verify(world)
    decide([message_to(world, "zoe@example.com")], NOON)
    assert [due.address for due in stage._claim(NOON)] == ["zoe@example.com"]
    assert stage.run(NOON + timedelta(seconds=119)) == 0
    assert stage.run(NOON + timedelta(seconds=120)) == 1


def test_eight_workers_spend_no_more_than_the_budget(world: World, priced: type[Priced]) -> None:
    verify(world, max_budget="1.00")
    contacts = world.contacts(40)
    grant_consent(contacts)
    messages = world.queue_for(contacts, not_before=NOON - timedelta(hours=1))

    def work() -> None:
        for _ in range(6):
            claim(NOON, 7)

    at_once(*[work] * 8)
    while claim(NOON, 100) is not None:
        pass
    assert StreamVerification.objects.in_workspace(world.workspace).get().spent == Decimal("1.00")
    assert AddressVerification.objects.in_workspace(world.workspace).count() == 10
    rows = Message.objects.in_workspace(world.workspace).filter(pk__in=[message.pk for message in messages])
    assert sorted(rows.values_list("state", "reason")) == [
        *[("queued", "verification")] * 10,
        *[("skipped", "verification_budget")] * 30,
    ]


def test_campaigns_that_do_not_verify_are_asked_nothing_and_a_rehearsal_asks_nobody(world: World) -> None:
    message = message_to(world, "zoe@example.com")
    for values in (None, {"active": False}):
        stream_set(stream_id=world.stream.pk, workspace=world.workspace, name="W", claimable=True, verification=values)
        batch = load_batch(candidates([message]), NOON)
        with CaptureQueriesContext(connection) as captured:
            assert VerificationPolicy().evaluate(batch) == {}
        assert len(captured) == 0
    verify(world)
    assert rehearse(message, NOON).state is MessageState.ACCEPTED
    assert not AddressVerification.objects.in_workspace(world.workspace).exists()


def test_verification_that_makes_no_sense_is_refused(world: World) -> None:
    with pytest.raises(InvalidInput) as refused:
        verify(world, acceptable_statuses=["invalid"])
    assert [detail.field for detail in refused.value.details] == ["verification.acceptable_statuses.0"]
