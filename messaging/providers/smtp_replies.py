"""What a server's answers mean for a message, whichever way it was sent."""

import re
from collections.abc import Generator

from messaging.providers.base import Outcome, Rejected, Retry
from messaging.providers.smtp_wire import Lost, Reply, Wire

# The server is about to hang up, and takes nothing more over this connection.
CLOSING = 421
_AUTH_CODES = frozenset({530, 534, 535, 538})
# RFC 3463: no such mailbox or domain, no address at all, moved, a domain that takes no mail; a mailbox that is switched
# off. Said in words alone, a refusal may be about anything.
_NO_ADDRESS = re.compile(r"5\.(?:1\.(?:1|2|3|6|10)|2\.1)(?![0-9.])")


class Closing(Lost):
    """The server has said that it is about to hang up: what it has not answered by then it does not take.

    `to_content`: it said so to the content of a mail.
    """

    to_content = False


def next_reply(wire: Wire) -> Generator[None, None, Reply]:
    """The next answer; others may go on while it is on its way. Raises Lost."""
    if not wire.has_answer():
        yield
    return wire.reply()


def next_answer(wire: Wire) -> Generator[None, None, Reply]:
    """The next answer. Raises Lost, also when the server says that it is about to hang up."""
    reply = yield from next_reply(wire)
    if reply.code == CLOSING:
        raise Closing(reply.detail)
    return reply


def gathered(wire: Wire, answers: list[Reply], number: int) -> Generator[None]:
    """So many answers, each told as it comes: as `next_answer`, which costs as much for each. Raises Lost."""
    while len(answers) < number:
        if not wire.has_answer():
            yield
        reply = wire.reply()
        if reply.code == CLOSING:
            raise Closing(reply.detail)
        answers.append(reply)


def refusal(reply: Reply) -> Outcome | None:
    """A no, for now or for good; None for what is neither of them."""
    if reply.code in _AUTH_CODES:
        return Retry("provider_unavailable", reply.detail, provider_fault=True)
    if 400 <= reply.code < 500:
        return Retry("smtp_deferred", reply.detail)
    if 500 <= reply.code < 600:
        return Rejected("smtp_refused", reply.detail, no_address=_NO_ADDRESS.match(reply.text) is not None)
    return None
