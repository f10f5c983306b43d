"""Runs the stages of the river in the test's own process until nothing moves, with a mailbox that takes the mails."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from campaigns.engine import settle, stage, triggers
from messaging.delivery import stage as delivery
from messaging.mailbox.store import Arrival, store
from tests.processes import free_port
from workspaces.clock import database_now

BATCH = 1_000
MOST_ROUNDS = 50


class _Keep:
    def __init__(self) -> None:
        self.arrivals: list[Arrival] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content = envelope.content
        raw = content.encode() if isinstance(content, str) else bytes(content or b"")
        self.arrivals.append(Arrival(envelope.mail_from or "", tuple(envelope.rcpt_tos), raw))
        return "250 Stored"


class River:
    """The stages, and what the mailbox took."""

    def __init__(self, port: int, keep: _Keep) -> None:
        self.port = port
        self._keep = keep

    def flow(self, *, ahead: timedelta = timedelta()) -> None:
        """Runs the stages until a whole round moves nothing; `ahead` lets waits of that length be over."""
        for _ in range(MOST_ROUNDS):
            now = database_now() + ahead
            moved = triggers.run(now, BATCH).done + stage.run(now, BATCH).done
            moved += delivery.run(now, BATCH).settled + settle.run(now, BATCH).done
            arrived, self._keep.arrivals[:] = list(self._keep.arrivals), []
            store(arrived)
            if not moved:
                return
        raise AssertionError(f"still moving after {MOST_ROUNDS} rounds")


@contextmanager
def river() -> Iterator[River]:
    """A river with its mailbox on a free port."""
    keep = _Keep()
    controller = Controller(keep, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        yield River(controller.port, keep)
    finally:
        controller.stop()
