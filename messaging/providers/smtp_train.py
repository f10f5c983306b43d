"""Mails written to a connection at once, without waiting for a word in between: a train.

For servers that announce CHUNKING (RFC 3030) beside PIPELINING (RFC 2920): BDAT says how long a mail is, so it needs no
354 before it and no dot behind it, and the next mail's commands may follow at once. Each mail has answers of its own,
in the order of the commands. RSET stands between two mails, since a refused recipient leaves a transaction open.
"""

from collections.abc import Generator, Sequence

from messaging.providers.base import Accepted, Ambiguous, Envelope, Outcome
from messaging.providers.smtp_opening import RSET
from messaging.providers.smtp_replies import Closing, gathered, refusal
from messaging.providers.smtp_wire import Lost, Reply, Wire

# What is written at once of mails that are large.
_MOST_BYTES = 262_144


class Train:
    """As many of the mails, from the first on, as one train takes."""

    def __init__(self, envelopes: Sequence[Envelope[bytes]]) -> None:
        pieces: list[bytes] = []
        self._ends: list[int] = []
        self._written = size = 0
        for envelope in envelopes:
            head = _head(envelope, follows=size > 0)
            pieces += (head, envelope.payload)
            size += len(head) + len(envelope.payload)
            self._ends.append(size)
            if size > _MOST_BYTES:
                break
        self._bytes = b"".join(pieces)

    def __len__(self) -> int:
        return len(self._ends)

    def write(self, wire: Wire) -> None:
        """Writes all of it, or as much as goes: what the server had to say of that can still be read."""
        try:
            wire.write(self._bytes)
            wire.expect_several()
            self._written = len(self._bytes)
        except Lost as lost:
            self._written = lost.written

    def outcomes(self, wire: Wire, told: list[Outcome]) -> Generator[None]:
        """Tells the mails' outcomes one by one, in their order. Raises Lost when it can't go on: with Closing, nothing
        beyond what is told was taken; else what was written whole is told as ambiguous, and the rest was not sent."""
        try:
            for number in range(len(self._ends)):
                yield from _outcome(wire, told, follows=number > 0)
        except Closing:
            raise
        except Lost as lost:
            unanswered = sum(end <= self._written for end in self._ends) - len(told)
            told += [Ambiguous("no_answer", lost.detail)] * unanswered
            raise


def _head(envelope: Envelope[bytes], *, follows: bool) -> bytes:
    return b"%bMAIL FROM:<%b>\r\nRCPT TO:<%b>\r\nBDAT %d LAST\r\n" % (
        RSET if follows else b"",
        envelope.sender.encode("ascii"),
        envelope.recipient.encode("ascii"),
        len(envelope.payload),
    )


def _outcome(wire: Wire, told: list[Outcome], *, follows: bool) -> Generator[None]:
    """Of one mail, by the answers to MAIL, RCPT and BDAT; to RSET before them where it `follows`. Raises Lost."""
    replies: list[Reply] = []
    try:
        yield from gathered(wire, replies, 3 + follows)
    except Closing as closing:
        closing.to_content = len(replies) == 2 + follows
        raise
    finally:
        outcome = _meaning(replies[follows:])
        if outcome is not None:
            told.append(outcome)
    if outcome is None:
        raise Lost(f"unexpected answer: {replies[-1].detail}")


def _meaning(replies: Sequence[Reply]) -> Outcome | None:
    """None where it is not known. Without a recipient content reaches nobody; with one, the answer to it says."""
    if len(replies) > 1 and _is_welcome(replies[1]):
        if len(replies) < 3:
            return None
        if _is_welcome(replies[2]):
            return Accepted(replies[2].text[:200])
    refused = next((reply for reply in replies if not _is_welcome(reply)), None)
    return None if refused is None else refusal(refused)


def _is_welcome(reply: Reply) -> bool:
    return 200 <= reply.code < 300
