"""Many messages over several SMTP connections at once, by one thread: which connection takes which message, and when.

What is said over each connection, and what its answers mean, is smtp_lane's. Messages are begun in their order, and
their outcomes told in it; while one connection waits for its answer, the others are served.
"""

import time
from collections import deque
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence

from messaging.providers.base import Envelope, Outcome, ProviderUnavailable, Session, always, idle
from messaging.providers.smtp_lane import LONGEST_TRAIN, Breaks, Lane, is_fault
from messaging.providers.smtp_wire import Endpoint, Wire

# A further connection is worth its making for so many messages.
_LEAST_EACH = 10
# Servers allow so many connections and no more; how long none is tried after one was refused.
_PATIENCE_SECONDS = 60.0


class SmtpSession(Session[bytes]):
    """See `Session`. The first connection stands for the server; further ones are used where they can be had."""

    def __init__(self, endpoint: Endpoint, connections: int = 1) -> None:
        breaks = Breaks()
        self._lanes = [Lane(endpoint, breaks, spare=number > 0) for number in range(connections)]
        self._enough_until = 0.0
        self._tokens = endpoint.tokens

    @property
    def renewed(self) -> Mapping[str, str]:
        """See `Session.renewed`."""
        return {"refresh_token": self._tokens.renewed} if self._tokens and self._tokens.renewed else {}

    @property
    def is_swift(self) -> bool:
        """See `Session.is_swift`: trains are as long as they get only where answers come soon."""
        return self._lanes[0].train == LONGEST_TRAIN

    def prepare(self) -> None:
        """See `Session.prepare`."""
        self._lanes[0].prepare()

    def send_all(
        self,
        envelopes: Sequence[Envelope[bytes]],
        *,
        go_on: Callable[[], bool] = always,
        meanwhile: Callable[[], None] = idle,
    ) -> Generator[Outcome]:
        """See `Session.send_all`."""
        lanes = self._manned(len(envelopes))
        run = _Run(envelopes, go_on, meanwhile)
        talks = deque(run.convoys(lanes) if lanes[0].train else run.talks(lanes))
        told = 0
        try:
            while talks:
                talk = talks.popleft()
                if next(talk, False) is None:
                    talks.append(talk)
                while told in run.outcomes:
                    yield run.outcomes.pop(told)
                    told += 1
        finally:
            for lane in lanes:
                lane.settle()

    def close(self) -> None:
        """See `Session.close`."""
        for lane in self._lanes:
            lane.close()

    def _manned(self, messages: int) -> list[Lane]:
        """The lanes that share so many messages; a server that refuses another connection is used over those it has."""
        lanes = self._lanes[:1]
        for number, lane in enumerate(self._lanes[: max(1, messages // _LEAST_EACH)]):
            if not lane.is_connected and number and time.monotonic() < self._enough_until:
                break
            try:
                lane.prepare()
            except ProviderUnavailable:
                # That the server itself can't be reached, the first message will say.
                self._enough_until = time.monotonic() + _PATIENCE_SECONDS if number else 0.0
                break
            lanes[number:] = [lane]
        return lanes


class _Run:
    """One chunk on its way. No message is begun before the one before it."""

    def __init__(
        self,
        envelopes: Sequence[Envelope[bytes]],
        go_on: Callable[[], bool],
        meanwhile: Callable[[], None],
    ) -> None:
        self.outcomes: dict[int, Outcome] = {}
        self._envelopes = envelopes
        self._go_on = go_on
        self._meanwhile = meanwhile
        self._turn = 0
        self._over = False  # what is begun comes to its end, and no other is begun

    def talks(self, lanes: Sequence[Lane]) -> Iterator[Generator[None]]:
        """One message after the other over each lane: message k over lane k modulo their number."""
        return (self._talk(lane, first, len(lanes)) for first, lane in enumerate(lanes))

    def convoys(self, lanes: Sequence[Lane]) -> Iterator[Generator[None]]:
        """Over each lane trains of whatever messages come next, none longer than the lane's share."""
        share = -(-len(self._envelopes) // len(lanes))
        return (self._convoy(lane, share) for lane in lanes)

    def _talk(self, lane: Lane, first: int, stride: int) -> Generator[None]:
        """Sends a lane's messages one after the other; yields where it waits for an answer, or for its turn."""
        for index in range(first, len(self._envelopes), stride):
            while self._turn != index and not self._over:
                yield
            if self._over or not self._go_on():
                self._over = True
                return
            self._turn += 1
            following = index + stride
            ahead = self._envelopes[following] if following < len(self._envelopes) else None
            outcome = yield from lane.send(self._envelopes[index], ahead, self._meanwhile)
            self.outcomes[index] = outcome
            if lane.is_unreachable or is_fault(outcome):
                self._over = True
                return
            # Told before anything follows on this connection.
            yield

    def _convoy(self, lane: Lane, share: int) -> Generator[None]:
        """Sends the next messages in a train, again and again; yields where it waits for an answer."""
        while self._turn < len(self._envelopes) and not self._over:
            wire = yield from lane.ready()
            first = self._turn
            train = self._begun(min(lane.train, share) if isinstance(wire, Wire) else 1)
            if not train:
                return
            outcomes = (yield from lane.send_train(wire, train, self._meanwhile)) if isinstance(wire, Wire) else [wire]
            self.outcomes.update(enumerate(outcomes, first))
            if lane.is_unreachable or is_fault(outcomes[-1]):
                self._over = True
                return
            yield

    def _begun(self, most: int) -> Sequence[Envelope[bytes]]:
        """The next messages that may be begun, at most so many and at least one if any may."""
        first = self._turn
        last = min(first + max(most, 1), len(self._envelopes))
        while self._turn < last and not self._over:
            if self._go_on():
                self._turn += 1
            else:
                self._over = True
        return self._envelopes[first : self._turn]
