"""The SMTP conversation over one connection, message by message, and what each answer, or its absence, means.

Up to the moment at which the final dot has been handed over, a message has definitely not been sent, whatever happens.
From then on only the server's answer says; without one the outcome is ambiguous.

Where the server announces PIPELINING (RFC 2920), a message's content and the next message's MAIL, RCPT and DATA travel
together: one round trip per message instead of four. Where it announces CHUNKING, too, many messages do: smtp_train.
Answers are matched to commands by their order. Conversations are generators that yield where an answer has to be waited
for, so that one thread may hold several at once (smtp_session).
"""

import time
from collections.abc import Callable, Generator, Sequence

from messaging.providers.base import Accepted, Ambiguous, Envelope, Outcome, ProviderUnavailable, Retry
from messaging.providers.smtp_opening import DOT, RSET, Opening, framed
from messaging.providers.smtp_replies import CLOSING, Closing, next_answer, next_reply, refusal
from messaging.providers.smtp_train import Train
from messaging.providers.smtp_wire import Endpoint, Lost, Reply, Wire

# After so long without a word the server may have hung up.
_IDLE_SECONDS = 5.0
# Connections in a row that break before a message is over: then it isn't the message.
_BREAKS_TO_FAULT = 3
# Messages of one train, at most; and for how long answers to one may take if the next is to be longer.
LONGEST_TRAIN, _QUICK_SECONDS = 16, 0.5


class Breaks:
    """How many connections to one server broke in a row before their message was over, and whether one ever did amid a
    train: then there are no more, as each puts all of its messages in doubt."""

    def __init__(self) -> None:
        self.in_a_row = 0
        self.of_trains = False


class Lane:
    """One connection and what it holds. Connects when first needed and again whenever the connection is lost.

    A `spare` one that can't be made again says nothing of the server: `is_unreachable` tells that it was so.
    """

    def __init__(self, endpoint: Endpoint, breaks: Breaks, *, spare: bool) -> None:
        self.is_unreachable = False
        self._endpoint = endpoint
        self._breaks = breaks
        self._spare = spare
        self._busy = False  # in the middle of a message
        self._wire: Wire | None = None
        self._ahead: Opening | None = None  # commands of the next message that are written but not answered
        self._reset = False  # whether the server still holds a transaction that came to nothing
        self._train = 1  # how many messages the next one has

    @property
    def is_connected(self) -> bool:
        """Whether there is a connection, as far as is known."""
        return self._wire is not None

    @property
    def train(self) -> int:
        """How many messages may be sent in one train; 0 where they go one by one."""
        return self._train if self._wire is not None and self._wire.chunking and not self._breaks.of_trains else 0

    def prepare(self) -> None:
        """Makes sure that there is a working connection. Raises ProviderUnavailable."""
        wire = self._wire
        if wire is not None and time.monotonic() - wire.used_at > _IDLE_SECONDS:
            try:
                alive = wire.command(b"NOOP").code == 250
            except Lost:
                alive = False
            if not alive:
                self._drop()
        self._connected()

    def settle(self) -> None:
        """Leaves a conversation that stopped early: where the server waits for content that must not come, or where an
        answer is yet to come that would be taken for another message's."""
        if self._busy or self._ahead is not None:
            self._drop()

    def close(self) -> None:
        """Ends the connection; never raises."""
        if self._wire is not None:
            self._wire.quit()
        self._wire = self._ahead = None

    def send(
        self, envelope: Envelope[bytes], following: Envelope[bytes] | None, meanwhile: Callable[[], None]
    ) -> Generator[None, None, Outcome]:
        """One message; `following` is the next one that this lane gets. Yields where it waits for an answer."""
        self._busy = True
        outcome = yield from self._sent(envelope, following, meanwhile)
        self._busy = False
        return outcome

    def _sent(
        self, envelope: Envelope[bytes], following: Envelope[bytes] | None, meanwhile: Callable[[], None]
    ) -> Generator[None, None, Outcome]:
        opened = yield from self._opened(lambda wire: self._open(wire, envelope))
        if not isinstance(opened, Wire):
            return opened
        wire = opened
        content = framed(envelope.payload)
        data, ahead = content, None
        if following is not None and wire.pipelining:
            ahead = Opening(following)
            data = content + ahead.group()
        try:
            wire.write(data)
        except Lost as lost:
            self._drop()
            return Ambiguous("no_answer", lost.detail) if lost.written >= len(content) else self._broken(lost)
        self._ahead = ahead
        meanwhile()
        try:
            reply = yield from next_reply(wire)
        except Lost as lost:
            self._drop()
            return Ambiguous("no_answer", lost.detail)
        return self._final(reply)

    def ready(self) -> Generator[None, None, Wire | Outcome]:
        """The connection, once the server has said over it that it is there; an outcome where it can't be had."""
        self._busy = True
        opened = yield from self._opened(self._greet)
        self._busy = False
        return opened

    def _greet(self, wire: Wire) -> Generator[None]:
        """Raises Lost."""
        wire.write(RSET)
        reply = yield from next_answer(wire)
        if not (200 <= reply.code < 300 and wire.chunking):
            raise Lost(f"no trains here: {reply.detail}")
        self._reset = False

    def send_train(
        self, wire: Wire, envelopes: Sequence[Envelope[bytes]], meanwhile: Callable[[], None]
    ) -> Generator[None, None, Sequence[Outcome]]:
        """Messages at once, over a connection that is `ready`; an outcome for each. Yields where it waits.

        Where the server hangs up with a word, what it has not taken goes over another connection.
        """
        self._busy = True
        told: list[Outcome] = []
        yield from self._ride(wire, envelopes, told, meanwhile, is_new=False)
        while left := envelopes[len(told) :]:
            opened = yield from self._opened(self._greet)
            if isinstance(opened, Wire):
                yield from self._ride(opened, left, told, meanwhile, is_new=True)
            else:
                told.append(opened)
            if self.is_unreachable or is_fault(told[-1]):
                told += [told[-1]] * (len(envelopes) - len(told))
        self._busy = False
        return told

    def _ride(
        self,
        wire: Wire,
        envelopes: Sequence[Envelope[bytes]],
        told: list[Outcome],
        meanwhile: Callable[[], None],
        *,
        is_new: bool,
    ) -> Generator[None]:
        """Tells as many outcomes as one train gives: at least one, unless the connection is closed and not new."""
        train, answered, began = Train(envelopes), list[Outcome](), time.monotonic()
        train.write(wire)
        # The other connections first: answers to many messages come together if one lets them.
        yield
        for _ in range(len(train)):
            meanwhile()
        try:
            yield from train.outcomes(wire, answered)
            quick = time.monotonic() - began < _QUICK_SECONDS
            self._train = min(2 * self._train, LONGEST_TRAIN) if quick else max(1, self._train // 2)
        except Closing as closing:
            self._drop()
            if closing.to_content or (is_new and not answered):
                answered.append(self._broken(closing))
        except Lost as lost:
            self._drop()
            self._breaks.of_trains = True
            if not answered:
                answered.append(self._broken(lost))
        if any(isinstance(outcome, Accepted) for outcome in answered):
            self._breaks.in_a_row = 0
        told += answered

    def _final(self, reply: Reply) -> Outcome:
        """What the answer to the content means."""
        if 200 <= reply.code < 300:
            self._breaks.in_a_row = 0
            return Accepted(reply.text[:200])
        if reply.code == CLOSING:
            self._drop()
            return self._broken(Lost(reply.detail))
        refused = refusal(reply)
        if refused is None:
            self._drop()
            return Ambiguous("no_answer", reply.detail)
        return refused

    def _opened(
        self, open_: Callable[[Wire], Generator[None, None, Outcome | None]]
    ) -> Generator[None, None, Wire | Outcome]:
        """The connection, once the server waits there for what comes next; an outcome where it doesn't want it.

        A connection that has served before may have been closed meanwhile: then it is tried once on a new one.
        """
        for first in (True, False):
            served_before = self._wire is not None
            try:
                wire = self._connected()
            except ProviderUnavailable as error:
                if self._spare:
                    self.is_unreachable = True
                    return self._broken(Lost(error.detail))
                return Retry("provider_unavailable", error.detail, provider_fault=True)
            try:
                return (yield from open_(wire)) or wire
            except Lost as lost:
                self._drop()
                if not (first and served_before):
                    return self._broken(lost)
        raise AssertionError("the second connection is new")

    def _open(self, wire: Wire, envelope: Envelope[bytes]) -> Generator[None, None, Outcome | None]:
        opening, self._ahead = self._ahead, None
        if opening is None:
            opening = Opening(envelope, reset=self._reset)
            if not wire.pipelining:
                return (yield from self._step_by_step(wire, opening))
            wire.write(opening.group())
        replies = []
        for _ in opening.commands():
            replies.append((yield from next_answer(wire)))
        return (yield from self._judged(wire, replies[-3:]))

    def _step_by_step(self, wire: Wire, opening: Opening) -> Generator[None, None, Outcome | None]:
        replies: list[Reply] = []
        for command in opening.commands():
            wire.write(command)
            reply = yield from next_answer(wire)
            if command != RSET:
                replies.append(reply)
                if reply.code >= 400:
                    break
        return (yield from self._judged(wire, replies))

    def _judged(self, wire: Wire, replies: Sequence[Reply]) -> Generator[None, None, Outcome | None]:
        """None when MAIL, RCPT and DATA were all welcome; else what the first unwelcome one means. Raises Lost."""
        wanted = (range(200, 300), range(200, 300), range(354, 355))
        refused = next((reply for reply, codes in zip(replies, wanted, strict=False) if reply.code not in codes), None)
        self._reset = refused is not None
        if refused is None:
            return None
        if len(replies) == len(wanted) and replies[-1].code == 354:
            yield from self._withdraw(wire, recipient_refused=refused is replies[1])
        outcome = refusal(refused)
        if outcome is None:
            raise Lost(f"unexpected answer: {refused.detail}")
        return outcome

    def _withdraw(self, wire: Wire, *, recipient_refused: bool) -> Generator[None]:
        """The server takes content although it refused the mail. Without a recipient, an empty one reaches nobody;
        where it was the sender that was refused, it might, so the connection is given up. Raises Lost."""
        if recipient_refused:
            wire.write(DOT)
            yield from next_answer(wire)
        else:
            self._drop()

    def _broken(self, lost: Lost) -> Retry:
        self._breaks.in_a_row += 1
        return Retry("connection_lost", lost.detail, provider_fault=self._breaks.in_a_row >= _BREAKS_TO_FAULT)

    def _connected(self) -> Wire:
        """The connection, made if there is none. Raises ProviderUnavailable."""
        if self._wire is None:
            self._wire, self._train = Wire(self._endpoint), 1
            self._reset = self.is_unreachable = False
        return self._wire

    def _drop(self) -> None:
        if self._wire is not None:
            self._wire.close()
        self._wire = self._ahead = None


def is_fault(outcome: Outcome) -> bool:
    """Whether it says that the provider as such can't be used."""
    return isinstance(outcome, Retry) and outcome.provider_fault
