"""Messages that the provider may have: sent again only where, and while, it knows them again by their key."""

from collections import Counter
from collections.abc import Callable, Generator, Sequence
from datetime import timedelta
from typing import Any

import pytest

from messaging.delivery import stage, states
from messaging.delivery.claim import claim, lease_time
from messaging.delivery.outcomes import RETRY_PAUSES
from messaging.models import Message, MessageStream, Suppression, SuppressionReason
from messaging.providers.base import (
    Accepted,
    Account,
    Ambiguous,
    Envelope,
    Outcome,
    Provider,
    Rejected,
    Retry,
    Session,
    StrictModel,
    always,
    idle,
)
from messaging.providers.registry import PROVIDERS
from messaging.services import messages_cancel, sender_update
from tests.factories.messaging import make_sender, states_of
from tests.messaging.world import World, make_world
from workspaces.clock import database_now
from workspaces.services import Actor

pytestmark = pytest.mark.django_db(transaction=True)
KNOWN_FOR = timedelta(hours=24)


class NoSettings(StrictModel):
    """Nothing to set."""


class KnowingProvider(Provider):
    """Answers what it is told to, then takes everything; each key once."""

    key = "knowing"
    label = "Knowing"
    channels = frozenset({"email"})
    Config = NoSettings
    Credentials = NoSettings
    repeatable_for = KNOWN_FOR

    def __init__(self) -> None:
        self.answers: list[Outcome] = []
        self.asked: list[str] = []
        self.taken: Counter[str] = Counter()

    def open(self, account: Account) -> Session[Any]:
        return KnowingSession(self)


class KnowingSession(Session[Any]):
    def __init__(self, provider: KnowingProvider) -> None:
        self._provider = provider

    def prepare(self) -> None:
        pass

    def send_all(
        self,
        envelopes: Sequence[Envelope[Any]],
        *,
        go_on: Callable[[], bool] = always,
        meanwhile: Callable[[], None] = idle,
    ) -> Generator[Outcome]:
        provider = self._provider
        for envelope in envelopes:
            if not go_on():
                return
            provider.asked.append(envelope.key)
            outcome = provider.answers.pop(0) if provider.answers else Accepted()
            if not isinstance(outcome, Retry | Rejected):
                provider.taken[envelope.key] = 1
            yield outcome

    def close(self) -> None:
        pass


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> KnowingProvider:
    provider = KnowingProvider()
    monkeypatch.setitem(PROVIDERS, provider.key, provider)
    return provider


@pytest.fixture
def world(provider: KnowingProvider, settings: Any) -> World:
    world = make_world(port=1)
    world.sender = make_sender(world.workspace, provider=provider.key, config={})
    return world


def fresh(message: Message) -> Message:
    return Message.objects.in_workspace(message.workspace_id).get(pk=message.pk)


def doubted(world: World, provider: KnowingProvider) -> Message:
    """A message that the provider has taken without an answer; it is due again after the first pause."""
    [message] = world.queue(1)
    provider.answers = [Ambiguous("no_answer")]
    assert stage.run().held == 1
    return fresh(message)


def test_no_answer_is_followed_by_a_repetition_with_the_same_key(world: World, provider: KnowingProvider) -> None:
    message = doubted(world, provider)
    assert (message.state, message.reason, message.tries) == ("queued", "no_answer", 1)
    assert message.repeatable_until is not None
    assert message.dispatched_at is None
    assert stage.run(message.not_before).accepted == 1
    assert provider.asked == [message.public_id] * 2
    assert fresh(message).repeatable_until is None


def test_a_provider_that_knows_no_keys_is_not_asked_twice(world: World, provider: KnowingProvider, monkeypatch) -> None:
    monkeypatch.setattr(KnowingProvider, "repeatable_for", None)
    [message] = world.queue(1)
    provider.answers = [Ambiguous("no_answer")]
    assert stage.run().unknown == 1
    assert states_of([message]) == [("unknown", "no_answer")]
    assert fresh(message).repeatable_until is None


def test_a_refusal_that_is_certain_leaves_no_doubt(world: World, provider: KnowingProvider) -> None:
    [message] = world.queue(1)
    provider.answers = [Retry("deferred")]
    stage.run()
    assert (fresh(message).state, fresh(message).repeatable_until) == ("queued", None)


def test_a_doubt_outlives_a_later_certain_refusal(world: World, provider: KnowingProvider) -> None:
    message = doubted(world, provider)
    provider.answers = [Retry("deferred")]
    assert stage.run(message.not_before).held == 1
    assert fresh(message).repeatable_until == message.repeatable_until


def test_what_can_be_repeated_no_longer_is_unknown(world: World, provider: KnowingProvider) -> None:
    message = doubted(world, provider)
    assert message.repeatable_until is not None
    assert stage.run(message.repeatable_until - timedelta(minutes=4)).unknown == 1
    assert states_of([message]) == [("unknown", "no_answer")]
    assert provider.asked == [message.public_id]


def test_another_account_would_not_know_it(world: World, provider: KnowingProvider) -> None:
    message = doubted(world, provider)
    sender_update(sender=world.sender, actor=Actor.system(), changes={"credentials": {}})
    assert stage.run(message.not_before).unknown == 1
    assert provider.asked == [message.public_id]


def test_after_the_last_try_it_is_unknown_not_rejected(world: World, provider: KnowingProvider) -> None:
    message = doubted(world, provider)
    provider.answers = [Retry("deferred")] * len(RETRY_PAUSES)
    while (message := fresh(message)).state == "queued":
        assert message.repeatable_until is not None
        stage.run(message.not_before)
    assert states_of([message]) == [("unknown", "deferred")]


def test_a_policy_that_says_no_cannot_make_it_skipped(world: World, provider: KnowingProvider) -> None:
    message = doubted(world, provider)
    Suppression.objects.create(
        workspace=world.workspace, channel="email", address=message.address, reason=SuppressionReason.MANUAL
    )
    stage.run(message.not_before)
    assert states_of([message]) == [("unknown", "suppressed")]
    assert provider.asked == [message.public_id]


def test_a_stopped_campaign_leaves_it_unknown(world: World, provider: KnowingProvider) -> None:
    message = doubted(world, provider)
    messages_cancel(stream_id=world.stream.pk, workspace_id=world.workspace.pk, reason="campaign_stopped")
    stage.run()
    assert states_of([message]) == [("unknown", "campaign_stopped")]
    assert MessageStream.unscoped_objects.get(pk=world.stream.pk).draining is False


def test_a_dead_worker_leaves_messages_that_are_sent_again(world: World, provider: KnowingProvider) -> None:
    [message] = world.queue(1)
    now = database_now()
    claimed = claim(now, 10)
    assert claimed is not None
    assert states.exchange([], claimed.batch.rows, None, KNOWN_FOR).dispatched == {message.pk}
    assert stage.run(now + lease_time()).accepted == 1
    assert provider.asked == [message.public_id]
    assert fresh(message).attempt == 2


def test_a_dead_worker_whose_time_is_up_leaves_unknown_ones(world: World, provider: KnowingProvider) -> None:
    [message] = world.queue(1)
    now = database_now()
    claimed = claim(now, 10)
    assert claimed is not None
    states.exchange([], claimed.batch.rows, None, KNOWN_FOR)
    assert stage.run(now + KNOWN_FOR + timedelta(minutes=1)).unknown == 1
    assert states_of([message]) == [("unknown", "lease_expired")]
    assert provider.asked == []
