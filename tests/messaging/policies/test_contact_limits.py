"""The cooldown and the daily cap of contacts: whom they hold, until when, and that workers at once exceed neither."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contacts.models import Contact
from messaging.delivery.claim import claim
from messaging.delivery.loading import load_batch
from messaging.delivery.states import Settlement, exchange
from messaging.models import Message, MessageState, MessageStream
from messaging.policies.base import HoldUntil
from messaging.policies.evaluate import evaluate
from messaging.services import stream_set
from tests.concurrent import at_once
from tests.factories.messaging import grant_consent, make_messages, make_stream, states_of
from tests.messaging.policies.test_policies import candidates, decide
from tests.messaging.world import World
from workspaces.clock import database_now

pytestmark = pytest.mark.django_db(transaction=True)
NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)
SOON = timedelta(minutes=5)
COOLDOWN, CAP = "contact_cooldown", "contact_daily_cap"


def limit(world: World, stream: MessageStream | None = None, **values: int | None) -> None:
    limited = stream or world.stream
    stream_set(stream_id=limited.pk, workspace=world.workspace, name="Welcome", claimable=True, **values)  # type: ignore[arg-type]


def limit_workspace(world: World, **values: object) -> None:
    world.workspace.settings = values
    world.workspace.save()


def contact_of(world: World, timezone: str = "") -> Contact:
    [contact] = world.contacts(1, timezone=timezone)
    grant_consent([contact])
    return contact


def claim_accepted(now: datetime, limit: int) -> bool:
    """Claims as a worker does, and the provider takes all of it; whether there was anything to claim."""
    claimed = claim(now, limit)
    if claimed is None:
        return False
    exchange([Settlement(row.id, row.attempt, MessageState.ACCEPTED, "") for row in claimed.batch.rows], [], now)
    return True


def queue(
    world: World, contact: Contact, number: int = 1, stream: MessageStream | None = None, **fields: object
) -> list[Message]:
    given = {"not_before": NOON - timedelta(hours=1), **fields}
    return [
        message
        for _ in range(number)
        for message in make_messages(stream or world.stream, [contact], world.version, world.sender, **given)
    ]


def sent(message: Message, at: datetime, state: str = "accepted") -> None:
    found = Message.objects.in_workspace(message.workspace_id).filter(pk=message.pk)
    found.update(state=state, settled_at=at, created_at=at)


def test_a_cooldown_holds_until_it_has_gone_by(world: World) -> None:
    limit(world, contact_cooldown=3600)
    contact = contact_of(world)
    before = NOON - timedelta(minutes=20)
    sent(queue(world, contact)[0], before)
    held = HoldUntil(before + timedelta(hours=1), COOLDOWN, "3600 s between messages of the campaign")
    messages = queue(world, contact)
    assert decide(messages, NOON) == [held]
    assert decide(messages, held.at) == [None]


@pytest.mark.parametrize("name", [COOLDOWN, CAP])
@pytest.mark.parametrize(
    ("state", "counts"), [("accepted", True), ("unknown", True), ("rejected", False), ("skipped", False)]
)
def test_what_arrived_or_may_have_counts(world: World, name: str, state: str, counts: bool) -> None:
    limit(world, **{name: 1 if name == CAP else 60})
    contact = contact_of(world)
    sent(queue(world, contact)[0], NOON - timedelta(seconds=5), state)
    [decision] = decide(queue(world, contact), NOON)
    assert (decision is not None) == counts


def test_what_is_on_its_way_counts_and_is_asked_after_soon(world: World) -> None:
    limit(world, contact_cooldown=60, contact_daily_cap=1)
    contact = contact_of(world)
    [sending] = queue(world, contact)
    Message.objects.in_workspace(world.workspace).filter(pk=sending.pk).update(state="sending", lease_expires_at=NOON)
    messages = queue(world, contact)
    words = "60 s between messages of the campaign"
    assert decide(messages, NOON) == [HoldUntil(NOON + timedelta(minutes=1), COOLDOWN, words)]
    limit(world, contact_daily_cap=1)
    assert decide(messages, NOON) == [HoldUntil(NOON + SOON, CAP, "1 a day of the campaign, UTC")]
    late = datetime(2026, 7, 1, 23, 58, tzinfo=UTC)
    assert decide(messages, late) == [HoldUntil(datetime(2026, 7, 2, tzinfo=UTC), CAP, "1 a day of the campaign, UTC")]


def test_the_oldest_of_a_batch_goes_first(world: World) -> None:
    limit(world, contact_cooldown=7200)
    contact = contact_of(world)
    messages = queue(world, contact, 3)
    Message.objects.in_workspace(world.workspace).filter(pk=messages[1].pk).update(created_at=NOON - timedelta(days=1))
    messages[1].refresh_from_db()
    held = HoldUntil(NOON + SOON, COOLDOWN, "7200 s between messages of the campaign")
    assert decide(messages, NOON) == [held, None, held]


def test_another_campaigns_messages_count_for_the_workspaces_limits_only(world: World) -> None:
    other = make_stream(world.workspace)
    limit(world, contact_cooldown=600, contact_daily_cap=1)
    contact = contact_of(world)
    before = NOON - timedelta(minutes=5)
    sent(queue(world, contact, stream=other)[0], before)
    messages = queue(world, contact)
    assert decide(messages, NOON) == [None]
    limit_workspace(world, contact_cooldown=3600)
    words = "3600 s between messages over all campaigns"
    assert decide(messages, NOON) == [HoldUntil(before + timedelta(hours=1), COOLDOWN, words)]
    limit_workspace(world, contact_daily_cap=1)
    midnight = datetime(2026, 7, 2, tzinfo=UTC)
    assert decide(messages, NOON) == [HoldUntil(midnight, CAP, "1 a day over all campaigns, UTC")]
    sent(queue(world, contact)[0], NOON - timedelta(minutes=1))
    assert decide(messages, NOON) == [
        HoldUntil(NOON + timedelta(minutes=9), COOLDOWN, "600 s between messages of the campaign")
    ]


@pytest.mark.parametrize("value", [0, -1, True, "60", 10**12, None, {}])
def test_a_workspaces_setting_that_is_none_stops_nobody(world: World, value: object) -> None:
    limit_workspace(world, contact_cooldown=value, contact_daily_cap=value)
    contact = contact_of(world)
    sent(queue(world, contact)[0], NOON - timedelta(seconds=1))
    assert decide(queue(world, contact), NOON) == [None]


def test_transactional_messages_neither_wait_nor_count(world: World) -> None:
    limit(world, contact_cooldown=3600, contact_daily_cap=1)
    contact = contact_of(world)
    sent(queue(world, contact, message_type="transactional")[0], NOON - timedelta(minutes=1))
    messages = queue(world, contact)
    assert decide(messages, NOON) == [None]
    sent(messages[0], NOON - timedelta(minutes=1))
    assert decide(queue(world, contact, message_type="transactional"), NOON) == [None]


@pytest.mark.parametrize(
    ("zone", "before", "now", "until"),
    [
        # 23:30 in Auckland is yesterday's at 00:30, though both are one day in UTC.
        ("Pacific/Auckland", "2026-07-01T11:30", "2026-07-01T12:30", None),
        ("Pacific/Auckland", "2026-07-01T12:10", "2026-07-01T12:30", "2026-07-02T12:00"),
        # A day of 25 hours in Berlin, and one of 23.
        ("Europe/Berlin", "2026-10-24T22:05", "2026-10-25T22:30", "2026-10-25T23:00"),
        ("Europe/Berlin", "2026-03-28T23:30", "2026-03-29T21:30", "2026-03-29T22:00"),
        # In Chile the day begins at one o'clock where midnight is skipped.
        ("America/Santiago", "2026-09-05T20:00", "2026-09-06T03:30", "2026-09-06T04:00"),
        ("Moon/Base", "2026-07-01T00:10", "2026-07-01T23:00", "2026-07-02T00:00"),
    ],
)
def test_the_caps_day_is_the_contacts(world: World, zone: str, before: str, now: str, until: str | None) -> None:
    limit(world, contact_daily_cap=1)
    contact = contact_of(world, zone)
    sent(queue(world, contact)[0], datetime.fromisoformat(before).replace(tzinfo=UTC))
    [decision] = decide(queue(world, contact), datetime.fromisoformat(now).replace(tzinfo=UTC))
    if until is None:
        assert decision is None
    else:
        assert isinstance(decision, HoldUntil)
        assert (decision.at, decision.reason) == (datetime.fromisoformat(until).replace(tzinfo=UTC), CAP)


@pytest.mark.parametrize("name", [COOLDOWN, CAP])
def test_a_contact_whom_another_claim_decides_on_is_looked_at_again_soon(
    world: World, other_connection: Callable[..., Any], name: str
) -> None:
    limit(world, **{name: 5})
    contact = contact_of(world)
    messages = queue(world, contact)
    with other_connection() as cursor:
        cursor.execute("SELECT 1 FROM contacts_contact WHERE id = %s FOR NO KEY UPDATE", [contact.pk])
        assert decide(messages, NOON) == [HoldUntil(NOON + timedelta(seconds=1), name)]
    assert decide(messages, NOON) == [None]


def test_a_changed_limit_counts_at_once(world: World) -> None:
    limit(world, contact_daily_cap=1)
    contact = contact_of(world)
    messages = queue(world, contact, 2)
    sent(messages[0], NOON - timedelta(minutes=1))
    assert claim(NOON, 10) is not None
    assert states_of(messages[1:]) == [("queued", CAP)]
    limit(world, contact_daily_cap=2)
    messages[1].refresh_from_db()
    assert messages[1].not_before <= database_now()


def test_queries_do_not_grow_with_the_batch(world: World) -> None:
    limit(world, contact_cooldown=60, contact_daily_cap=3)
    counts = []
    for number in (2, 40):
        rows = candidates(world.queue(number))
        with CaptureQueriesContext(connection) as captured:
            evaluate(load_batch(rows, database_now()))
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 12


@pytest.mark.parametrize(("limits", "most"), [({COOLDOWN: 86_400}, 1), ({CAP: 2}, 2)])
def test_workers_at_once_never_exceed_them(world: World, limits: dict[str, int], most: int) -> None:
    """Six workers on connections of their own; each contact has five messages, in two campaigns of the workspace."""
    other = make_stream(world.workspace)
    limit_workspace(world, **limits)
    contacts = world.contacts(20)
    grant_consent(contacts)
    for stream in (world.stream, other, world.stream, other, world.stream):
        make_messages(stream, contacts, world.version, world.sender, not_before=NOON - timedelta(hours=1))

    def work() -> None:
        for turn in range(8):
            claim_accepted(NOON + timedelta(seconds=10 * turn), 17)

    at_once(*[work] * 6)
    accepted = Message.objects.in_workspace(world.workspace).filter(state="accepted")
    had = Counter(accepted.values_list("contact_id", flat=True))
    assert set(had.values()) == {most}
    assert len(had) == 20
