"""The SMTP conversation over one connection, message by message, and what each answer, or its absence, means.

Up to the moment at which the final dot has been handed over, a message has definitely not been sent, whatever happens.
From then on only the server's answer says; without one the outcome is ambiguous.

Where the server announces PIPELINING (RFC 2920), a message's content and the next message's MAIL, RCPT and DATA travel
together: one round trip per message instead of four. Answers are matched to commands by their order. Conversations are
generators that yield where an answer has to be waited for, so that one thread may hold several at once (smtp_session).
"""

import re
import time
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass

from messaging.providers.base import Accepted, Ambiguous, Envelope, Outcome, ProviderUnavailable, Rejected, Retry
from messaging.providers.smtp_wire import Endpoint, Lost, Reply, Wire

_DOT = b".\r\n"
_RSET, _DATA = b"RSET\r\n", b"DATA\r\n"
# After so long without a word the server may have hung up.
_IDLE_SECONDS = 5.0
# Connections in a row that break before a message is over: then it isn't the message.
_BREAKS_TO_FAULT = 3
_AUTH_CODES = frozenset({530, 534, 535, 538})
# RFC 3463: no such mailbox or domain, no address at all, moved, a domain that takes no mail; a mailbox that is switched
# off. Said in words alone, a refusal may be about anything.
_NO_ADDRESS = re.compile(r"5\.(?:1\.(?:1|2|3|6|10)|2\.1)(?![0-9.])")
_CLOSING = 421


class Breaks:
    """How many connections to one server broke in a row before their message was over."""

    def __init__(self) -> None:
        self.in_a_row = 0


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
        self._ahead: _Opening | None = None  # commands of the next message that are written but not answered
        self._reset = False  # whether the server still holds a transaction that came to nothing

    @property
    def is_connected(self) -> bool:
        """Whether there is a connection, as far as is known."""
        return self._wire is not None

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
        opened = yield from self._opened(envelope)
        if not isinstance(opened, Wire):
            return opened
        wire = opened
        content = _content(envelope.payload)
        data, ahead = content, None
        if following is not None and wire.pipelining:
            ahead = _Opening(following)
            data = content + ahead.group()
        try:
            wire.write(data)
        except Lost as lost:
            self._drop()
            return Ambiguous("no_answer", lost.detail) if lost.written >= len(content) else self._broken(lost)
        self._ahead = ahead
        meanwhile()
        try:
            reply = yield from _reply(wire)
        except Lost as lost:
            self._drop()
            return Ambiguous("no_answer", lost.detail)
        return self._final(reply)

    def _final(self, reply: Reply) -> Outcome:
        """What the answer to the content means."""
        if 200 <= reply.code < 300:
            self._breaks.in_a_row = 0
            return Accepted(reply.text[:200])
        if reply.code == _CLOSING:
            self._drop()
            return self._broken(Lost(reply.detail))
        refusal = _refusal(reply)
        if refusal is None:
            self._drop()
            return Ambiguous("no_answer", reply.detail)
        return refusal

    def _opened(self, envelope: Envelope[bytes]) -> Generator[None, None, Wire | Outcome]:
        """Brings the server to wait for the content: the connection where it does; an outcome when it doesn't want it.

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
                return (yield from self._open(wire, envelope)) or wire
            except Lost as lost:
                self._drop()
                if not (first and served_before):
                    return self._broken(lost)
        raise AssertionError("the second connection is new")

    def _open(self, wire: Wire, envelope: Envelope[bytes]) -> Generator[None, None, Outcome | None]:
        opening, self._ahead = self._ahead, None
        if opening is None:
            opening = _Opening(envelope, reset=self._reset)
            if not wire.pipelining:
                return (yield from self._step_by_step(wire, opening))
            wire.write(opening.group())
        replies = []
        for _ in opening.commands():
            replies.append((yield from _answer(wire)))
        return (yield from self._judged(wire, replies[-3:]))

    def _step_by_step(self, wire: Wire, opening: "_Opening") -> Generator[None, None, Outcome | None]:
        replies: list[Reply] = []
        for command in opening.commands():
            wire.write(command)
            reply = yield from _answer(wire)
            if command != _RSET:
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
        refusal = _refusal(refused)
        if refusal is None:
            raise Lost(f"unexpected answer: {refused.detail}")
        return refusal

    def _withdraw(self, wire: Wire, *, recipient_refused: bool) -> Generator[None]:
        """The server takes content although it refused the mail. Without a recipient, an empty one reaches nobody;
        where it was the sender that was refused, it might, so the connection is given up. Raises Lost."""
        if recipient_refused:
            wire.write(_DOT)
            yield from _answer(wire)
        else:
            self._drop()

    def _broken(self, lost: Lost) -> Retry:
        self._breaks.in_a_row += 1
        return Retry("connection_lost", lost.detail, provider_fault=self._breaks.in_a_row >= _BREAKS_TO_FAULT)

    def _connected(self) -> Wire:
        """The connection, made if there is none. Raises ProviderUnavailable."""
        if self._wire is None:
            self._wire = Wire(self._endpoint)
            self._reset = self.is_unreachable = False
        return self._wire

    def _drop(self) -> None:
        if self._wire is not None:
            self._wire.close()
        self._wire = self._ahead = None


@dataclass(slots=True)  # made for every message: freezing it takes longer than making it
class _Opening:
    """The commands that bring the server to wait for an envelope's content."""

    envelope: Envelope[bytes]
    reset: bool = False

    def commands(self) -> tuple[bytes, ...]:
        mail = f"MAIL FROM:<{self.envelope.sender}>\r\n".encode("ascii")
        recipient = f"RCPT TO:<{self.envelope.recipient}>\r\n".encode("ascii")
        return (_RSET, mail, recipient, _DATA) if self.reset else (mail, recipient, _DATA)

    def group(self) -> bytes:
        return b"".join(self.commands())


def _reply(wire: Wire) -> Generator[None, None, Reply]:
    """The next answer; others may go on while it is on its way. Raises Lost."""
    if not wire.has_answer():
        yield
    return wire.reply()


def _answer(wire: Wire) -> Generator[None, None, Reply]:
    """The next answer. Raises Lost, also when the server says that it is about to hang up."""
    reply = yield from _reply(wire)
    if reply.code == _CLOSING:
        raise Lost(reply.detail)
    return reply


def _refusal(reply: Reply) -> Outcome | None:
    if reply.code in _AUTH_CODES:
        return Retry("provider_unavailable", reply.detail, provider_fault=True)
    if 400 <= reply.code < 500:
        return Retry("smtp_deferred", reply.detail)
    if 500 <= reply.code < 600:
        return Rejected("smtp_refused", reply.detail, no_address=_NO_ADDRESS.match(reply.text) is not None)
    return None


def _content(payload: bytes) -> bytes:
    """The payload, which ends with a line end, as it goes over the wire: dots doubled, final dot added."""
    if payload.startswith(b".") or b"\r\n." in payload:
        payload = b"." * payload.startswith(b".") + payload.replace(b"\r\n.", b"\r\n..")
    return payload + _DOT
