"""The mailbox's SMTP server. A mail is answered with 250 only after the transaction that holds it has committed.

Commits are grouped by themselves: while one is under way, whatever arrives waits for the next. One mail alone waits for
nothing, a thousand a second share some dozens of commits.
"""

import asyncio
import signal
import socket
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import structlog
from aiosmtpd.smtp import SMTP, Envelope, Session

from messaging.mailbox.store import Arrival, store

_MAX_MAIL = 20 * 1024 * 1024
_MAX_GROUP = 500
# How long arrivals that are under way may take to end when the server is told to stop.
_STOP_SECONDS = 5.0
_log = structlog.get_logger(__name__)

Store = Callable[[Sequence[Arrival]], None]


@dataclass(frozen=True, slots=True)
class _Waiting:
    arrival: Arrival
    stored: "asyncio.Future[None]"


class GroupCommit:
    """Collects arrivals and stores them group by group, in one thread with a database connection of its own."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._queue: asyncio.Queue[_Waiting] = asyncio.Queue()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="mailbox")

    async def add(self, arrival: Arrival) -> None:
        """Returns when the arrival is committed; raises what the database raised."""
        waiting = _Waiting(arrival, asyncio.get_running_loop().create_future())
        self._queue.put_nowait(waiting)
        await waiting.stored

    async def run(self) -> None:
        """Stores for ever; ends by cancellation."""
        loop = asyncio.get_running_loop()
        while True:
            group = [await self._queue.get()]
            while len(group) < _MAX_GROUP and not self._queue.empty():
                group.append(self._queue.get_nowait())
            try:
                await loop.run_in_executor(self._thread, self._store, [item.arrival for item in group])
            except Exception as error:  # noqa: BLE001 - passed on to those who wait
                _log.exception("mailbox_store_failed", mails=len(group))
                _finish(group, error)
            else:
                _finish(group, None)


class Handler:
    """What aiosmtpd calls."""

    def __init__(self, commits: GroupCommit) -> None:
        self._commits = commits

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        """Announces PIPELINING, which aiosmtpd's reading line by line has always allowed."""
        session.host_name = hostname
        return [*responses[:-1], "250-PIPELINING", responses[-1]]

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Takes one mail."""
        content = envelope.content
        raw = content.encode() if isinstance(content, str) else bytes(content or b"")
        arrival = Arrival(envelope.mail_from or "", tuple(envelope.rcpt_tos), raw)
        try:
            await self._commits.add(arrival)
        except Exception:  # noqa: BLE001 - logged where it happened; the sender tries again
            return "451 The mailbox could not store the mail, try again later"
        return "250 Stored"


async def serve(host: str, port: int, *, store: Store = store, ready: Callable[[int], None] | None = None) -> None:
    """Serves until SIGTERM or SIGINT; then takes no new connection and lets what is under way end.

    `ready` is called with the port once the server listens; port 0 takes a free one.
    """
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    commits = GroupCommit(store)
    handler = Handler(commits)
    committing = asyncio.create_task(commits.run())
    connections: set[_Connection] = set()
    server = await loop.create_server(lambda: _Connection(handler, connections), host, port, family=socket.AF_INET)
    if ready is not None:
        ready(server.sockets[0].getsockname()[1])
    await stop.wait()
    server.close()
    await _drain(connections)
    committing.cancel()


class _Connection(SMTP):
    """One connection, which says when it is over."""

    def __init__(self, handler: Handler, connections: "set[_Connection]") -> None:
        super().__init__(handler, hostname="localhost", ident="Campanile mailbox", data_size_limit=_MAX_MAIL)
        self._connections = connections

    @property
    def is_busy(self) -> bool:
        """Whether a mail is being received."""
        return self.envelope is not None and bool(self.envelope.rcpt_tos)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._connections.add(self)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        self._connections.discard(self)
        super().connection_lost(error)

    def hang_up(self) -> None:
        if self.transport is not None:
            self.transport.close()


async def _drain(connections: "set[_Connection]") -> None:
    deadline = asyncio.get_running_loop().time() + _STOP_SECONDS
    while connections and asyncio.get_running_loop().time() < deadline:
        for connection in list(connections):
            if not connection.is_busy:
                connection.hang_up()
        await asyncio.sleep(0.02)
    for connection in list(connections):
        connection.hang_up()


def _finish(group: Sequence[_Waiting], error: Exception | None) -> None:
    for item in group:
        if item.stored.done():
            continue
        if error is None:
            item.stored.set_result(None)
        else:
            item.stored.set_exception(error)
