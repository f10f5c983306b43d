"""A provider that follows a script, and keeps a record of what it took. Registered in these tests only."""

from collections import Counter
from collections.abc import Callable, Generator, Sequence
from enum import StrEnum

from messaging.providers.base import (
    Accepted,
    Account,
    Ambiguous,
    Envelope,
    Outcome,
    Provider,
    ProviderUnavailable,
    Rejected,
    Retry,
    Session,
    StrictModel,
    always,
    idle,
)
from tests.campaigns.machine.crash import Mortality


class Act(StrEnum):
    """What becomes of the next message."""

    TAKE = "take"
    REFUSE = "refuse"
    DEFER = "defer"
    FAULT = "fault"  # the provider as such is out of order
    LOSE = "lose"  # no answer, and it was not taken
    SWALLOW = "swallow"  # taken, and no answer
    KILL_BEFORE = "kill before"  # the worker dies before the message is handed over
    KILL_AFTER = "kill after"  # taken, and the worker dies before it knows


class NoSettings(StrictModel):
    """Nothing to set."""


class ScriptedProvider(Provider):
    """Does what `script` says, message after message; takes everything once the script is at its end."""

    key = "scripted"
    label = "Scripted"
    channels = frozenset({"email"})
    Config = NoSettings
    Credentials = NoSettings
    takes_mime = True

    def __init__(self, mortality: Mortality) -> None:
        self.mortality = mortality
        self.script: list[Act] = []
        self.down = False
        self.taken: Counter[str] = Counter()

    def open(self, account: Account) -> Session[bytes]:
        return ScriptedSession(self)

    def reset(self) -> None:
        """As new."""
        self.script, self.down = [], False
        self.taken.clear()


class ScriptedSession(Session[bytes]):
    """Hands messages to the script."""

    def __init__(self, provider: ScriptedProvider) -> None:
        self._provider = provider

    def prepare(self) -> None:
        if self._provider.down:
            raise ProviderUnavailable("down by script")

    def send_all(
        self,
        envelopes: Sequence[Envelope[bytes]],
        *,
        go_on: Callable[[], bool] = always,
        meanwhile: Callable[[], None] = idle,
    ) -> Generator[Outcome]:
        for envelope in envelopes:
            if not go_on():
                return
            meanwhile()
            outcome = self._outcome(envelope.key)
            yield outcome
            if isinstance(outcome, Retry) and outcome.provider_fault:
                return

    def close(self) -> None:
        pass

    def _outcome(self, key: str) -> Outcome:
        provider = self._provider
        act = provider.script.pop(0) if provider.script else Act.TAKE
        if act is Act.KILL_BEFORE:
            provider.mortality.die()
        if act in (Act.TAKE, Act.SWALLOW, Act.KILL_AFTER):
            provider.taken[key] += 1
        if act is Act.KILL_AFTER:
            provider.mortality.die()
        outcomes: dict[Act, Outcome] = {
            Act.TAKE: Accepted("taken"),
            Act.REFUSE: Rejected("smtp_refused"),
            Act.DEFER: Retry("smtp_deferred"),
            Act.FAULT: Retry("provider_unavailable", provider_fault=True),
            Act.LOSE: Ambiguous("no_answer"),
            Act.SWALLOW: Ambiguous("no_answer"),
        }
        return outcomes[act]
