"""The history that limits on contacts share: read once, under one lock, and only of whom a limit may hold."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contacts.models import Contact
from messaging.delivery.batch import Batch
from messaging.delivery.loading import load_batch
from messaging.models import Message
from messaging.policies import history_reading
from messaging.policies.base import Decision
from messaging.policies.contact_history import History
from messaging.policies.evaluate import evaluate
from messaging.policies.history_reading import history_of
from messaging.services import stream_set
from tests.factories.messaging import grant_consent, make_stream
from tests.messaging.policies.test_contact_limits import NOON, contact_of, limit, limit_workspace, queue, sent
from tests.messaging.policies.test_policies import candidates
from tests.messaging.world import World

pytestmark = pytest.mark.django_db(transaction=True)
ALL = {"contact_cooldown": 3600, "contact_daily_cap": 3, "frequency_cap": {"count": 4, "days": 7}}
SETTINGS: list[dict[str, object]] = [
    ALL,
    {"contact_cooldown": 7200},
    {"contact_daily_cap": 2},
    {"frequency_cap": {"count": 2, "days": 3}},
    {"contact_daily_cap": 1, "frequency_cap": {"count": 3, "days": 30, "channel": "email"}},
]


def test_three_limits_lock_and_read_once(world: World) -> None:
    limit_workspace(world, **ALL)
    batch = load_batch(candidates(world.queue(5)), NOON)
    with CaptureQueriesContext(connection) as captured:
        assert evaluate(batch) == {}
    asked = [query["sql"].partition(":")[0] for query in captured]
    assert [name for name in asked if "lock_contacts" in name or "contact_history" in name] == [
        "-- lock_contacts",
        "-- contact_history",
    ]


def test_only_contacts_whom_a_limit_may_hold_are_in_question(world: World) -> None:
    limit(world, contact_daily_cap=2)
    nobody, one, two, twice = (contact_of(world) for _ in range(4))
    for contact, had in ((one, 1), (two, 2)):
        for message in queue(world, contact, had):
            sent(message, NOON - timedelta(hours=1))
    messages = [queue(world, contact)[0] for contact in (nobody, one, two)] + queue(world, twice, 2)
    history = history_of(load_batch(candidates(messages), NOON))
    assert history.in_question == {message.pk for message in messages[2:]}
    assert history.sent.keys() == {two.pk}


def test_what_one_policy_lets_pass_counts_for_itself_alone(world: World) -> None:
    limit(world, contact_daily_cap=2)
    batch = load_batch(candidates(queue(world, contact_of(world), 2)), NOON)
    first, second = history_of(batch), history_of(batch)
    first.add(batch.rows[0], NOON)
    assert (len(first.had(batch.rows[1])), second.had(batch.rows[1])) == (1, [])


@pytest.mark.parametrize("settings", SETTINGS, ids=lambda value: "+".join(value))
def test_decisions_are_those_of_a_whole_history(
    world: World, monkeypatch: pytest.MonkeyPatch, settings: dict[str, object]
) -> None:
    """Forty contacts with random pasts, due messages of another campaign that goes first, and one or two messages each;
    decided with what is read, and with everything that there is."""
    limit_workspace(world, **settings)
    messages = _random_messages(world, random.Random(f"{settings}"))
    decided = _decisions(messages)
    monkeypatch.setattr(history_reading, "_read", _whole(history_reading._read, monkeypatch))
    assert _decisions(messages) == decided
    assert 0 < len(decided) < len(messages)


def _random_messages(world: World, chance: random.Random) -> list[Message]:
    first = make_stream(world.workspace)
    stream_set(stream_id=first.pk, workspace=world.workspace, name="First", claimable=True, priority=9)
    contacts = world.contacts(40, timezone="Pacific/Auckland")
    grant_consent(contacts)
    return [message for contact in contacts for message in _messages_of(world, contact, first, chance)]


def _messages_of(world: World, contact: Contact, first: Any, chance: random.Random) -> list[Message]:
    for _ in range(chance.choice([0, 0, 0, 1, 2, 4])):
        [message] = queue(world, contact, stream=chance.choice([world.stream, first]))
        state = chance.choice(["accepted", "accepted", "unknown", "rejected"])
        sent(message, NOON - timedelta(hours=chance.choice([0.5, 1.5, 14, 30, 80, 400])), state)
    if chance.random() < 0.15:
        queue(world, contact, stream=first)
    return queue(world, contact, chance.choice([1, 1, 1, 2]))


def _decisions(messages: list[Message]) -> dict[int, Decision]:
    return evaluate(load_batch(candidates(messages), NOON))


def _whole(read: Callable[[Batch], History], monkeypatch: pytest.MonkeyPatch) -> Callable[[Batch], History]:
    reaches = history_reading._reaches
    monkeypatch.setattr(
        history_reading, "_reaches", lambda batch: tuple(replace(reach, least=0) for reach in reaches(batch))
    )
    return lambda batch: replace(read(batch), in_question={row.id for row in batch.rows})
