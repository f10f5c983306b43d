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
    """One connection, which says when it is over, and which reads a mail in large pieces.

    aiosmtpd reads content line by line, which for a mail of a hundred lines costs more than everything else together.
    """

    # The reader's limit; commands have a much smaller one of their own.
    line_length_limit = _MAX_MAIL

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

    async def smtp_DATA(self, arg: str) -> None:
        if await self.check_helo_needed():
            return
        if arg or self.envelope is None or not self.envelope.rcpt_tos:
            await self.push("501 Syntax: DATA" if arg else "503 Error: need RCPT command")
            return
        await self.push("354 End data with <CR><LF>.<CR><LF>")
        content = await self._content()
        if content is None:
            await self.push("552 Error: Too much mail data")
            self.hang_up()
            return
        self.envelope.content = content
        status = await self.event_handler.handle_DATA(self, self.session, self.envelope)
        self._set_post_data_state()
        await self.push(status)

    async def _content(self) -> bytes | None:
        """What stands before the final dot, with doubled dots undone; None when it is too much."""
        parts: list[bytes] = []
        size, tail = 0, b"\r\n"
        while True:
            try:
                part = await self._reader.readuntil(b".\r\n")
            except asyncio.LimitOverrunError:
                return None
            parts.append(part)
            size += len(part)
            if size > _MAX_MAIL:
                return None
            tail = (tail + part)[-5:]
            if tail == b"\r\n.\r\n":
                break
        text = b"\r\n" + b"".join(parts)[:-3]
        return text.replace(b"\r\n..", b"\r\n.")[2:]

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
