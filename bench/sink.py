"""SMTP servers that take every mail and keep none, each a process of its own.

`bare` only looks for the ends of commands: what is measured against it is the client alone. `queueing` is the same, but
says that it has a mail only after some time, as servers do that put it on a disk first: it takes next to nothing of the
machine's cores, as a server elsewhere would. Both announce PIPELINING and CHUNKING, as Postfix, Exim and Exchange do.
`aiosmtpd` is a whole server that announces neither; `pipelining` is the same one that announces PIPELINING, as the
local mailbox does.
"""

import asyncio
import contextlib
import multiprocessing
import select
import socket
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from ctypes import Array, c_double
from functools import partial
from typing import Any, NamedTuple

from aiosmtpd.smtp import SMTP, Envelope, Session

_GREETING = b"220 sink ESMTP\r\n"
_TAKEN = b"250 taken\r\n"
_REPLIES = {
    b"EHLO": b"250-sink\r\n250-PIPELINING\r\n250-CHUNKING\r\n250-8BITMIME\r\n250 SIZE 52428800\r\n",
    b"DATA": b"354 go on\r\n",
    b"QUIT": b"221 bye\r\n",
}
_END_OF_DATA = b"\r\n.\r\n"
# Less than half of what Postfix 3.7 takes from the final dot to its answer, on the machine of docs/benchmarks.md.
QUEUEING_SECONDS = 0.0005


class _Session:
    """One client: what it sent and wasn't answered yet. While a mail is being queued nothing else is."""

    def __init__(
        self, client: socket.socket, arrived: Callable[[], None] | None, queueing: deque["_Queued"] | None
    ) -> None:
        self.client = client
        self.buffer = bytearray()
        self.in_data = False
        self.waits = False
        self.arrived = arrived
        self.queueing = queueing
        client.sendall(_GREETING)

    def fileno(self) -> int:
        return self.client.fileno()

    def received(self, data: bytes) -> None:
        self.buffer += data
        if not self.waits:
            self.go_on(b"")

    def go_on(self, replies: bytes) -> None:
        """Answers whatever is there, up to a mail that has to be queued first."""
        while not self.waits and (reply := self._next_reply()):
            replies += reply
        if replies:
            self.client.sendall(replies)

    def _next_reply(self) -> bytes:
        """The reply to the first whole command or mail in the buffer, which it takes out; empty for none yet."""
        ending = _END_OF_DATA if self.in_data else b"\r\n"
        end = self.buffer.find(ending)
        if end < 0:
            return b""
        command = b"" if self.in_data else bytes(self.buffer[:4]).upper()
        if command == b"BDAT":
            return self._chunk(end + len(ending), int(self.buffer[5:end].split()[0]))
        del self.buffer[: end + len(ending)]
        if self.in_data:
            return self._mail()
        self.in_data = command == b"DATA"
        return _REPLIES.get(command, b"250 ok\r\n")

    def _chunk(self, start: int, size: int) -> bytes:
        """A mail whose length was said before it."""
        if len(self.buffer) < start + size:
            return b""
        del self.buffer[: start + size]
        return self._mail()

    def _mail(self) -> bytes:
        self.in_data = False
        if self.arrived is not None:
            self.arrived()
        if self.queueing is None:
            return _TAKEN
        # What comes after the mail waits until it is answered.
        self.waits = True
        self.queueing.append(_Queued(time.perf_counter() + QUEUEING_SECONDS, self))
        return b""


class _Queued(NamedTuple):
    """A mail that is answered at this moment."""

    at: float
    session: _Session


def _serve(
    ready: "multiprocessing.connection.Connection", arrived: Callable[[], None] | None = None, *, queues: bool = False
) -> None:
    """One thread that looks after all clients. A loop of asyncio would cost several times as much of the cores that the
    sender is measured on."""
    listener = socket.create_server(("127.0.0.1", 0))
    ready.send(listener.getsockname()[1])
    sessions: set[_Session] = set()
    queue: deque[_Queued] = deque()
    while True:
        patience = max(0.0, queue[0].at - time.perf_counter()) if queue else None
        # Only this one waits for parts of a millisecond.
        watched: list[socket.socket | _Session] = [listener, *sessions]
        for one in select.select(watched, (), (), patience)[0]:
            if isinstance(one, socket.socket):
                sessions.add(_Session(listener.accept()[0], arrived, queue if queues else None))
            elif not _read(one):
                sessions.discard(one)
        while queue and queue[0].at <= time.perf_counter():
            session = queue.popleft().session
            session.waits = False
            with contextlib.suppress(OSError):
                session.go_on(_TAKEN)


def _read(session: _Session) -> bool:
    """Whether the client is still there."""
    try:
        data = session.client.recv(65_536)
        session.received(data)
    except OSError:
        data = b""
    if not data:
        session.client.close()
    return bool(data)


class _Swallow:
    """Takes a mail and forgets it."""

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        return "250 taken"


class _Pipelining(_Swallow):
    """Says that it does what aiosmtpd's reading line by line has always allowed."""

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        return [*responses[:-1], "250-PIPELINING", responses[-1]]


def _serve_aiosmtpd(ready: "multiprocessing.connection.Connection", handler: _Swallow) -> None:
    asyncio.run(_serve_with_aiosmtpd(ready, handler))


async def _serve_with_aiosmtpd(ready: "multiprocessing.connection.Connection", handler: _Swallow) -> None:
    def protocol() -> SMTP:
        return SMTP(handler, hostname="sink", enable_SMTPUTF8=False)

    server = await asyncio.get_running_loop().create_server(protocol, "127.0.0.1", 0)
    ready.send(server.sockets[0].getsockname()[1])
    await server.serve_forever()


def _serve_noting(ready: "multiprocessing.connection.Connection", times: "Array[c_double]") -> None:
    def arrived() -> None:
        times[0] += 1
        times[int(times[0])] = time.time()

    _serve(ready, arrived)


_SERVERS: Mapping[str, Callable[..., None]] = {
    "bare": _serve,
    "aiosmtpd": partial(_serve_aiosmtpd, handler=_Swallow()),
    "noting": _serve_noting,
    "pipelining": partial(_serve_aiosmtpd, handler=_Pipelining()),
    "queueing": partial(_serve, queues=True),
}


def _main(kind: str, *given: Any) -> None:
    with contextlib.suppress(KeyboardInterrupt):
        _SERVERS[kind](*given)


@contextlib.contextmanager
def running_sink(kind: str) -> Iterator[int]:
    """Starts a sink, of those named above; yields its port on 127.0.0.1."""
    with _running(kind) as port:
        yield port


@contextlib.contextmanager
def noting_sink(most: int) -> Iterator[tuple[int, Callable[[], Sequence[float]]]]:
    """As `bare`, for at most so many mails; its port, and what tells when each of them was there, by its clock."""
    times: Array[c_double] = multiprocessing.get_context("spawn").Array("d", most + 1, lock=False)
    with _running("noting", times) as port:
        yield port, lambda: times[1 : int(times[0]) + 1]


@contextlib.contextmanager
def _running(kind: str, *given: Any) -> Iterator[int]:
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_main, args=(kind, sender, *given), daemon=True)
    process.start()
    try:
        yield receiver.recv()
    finally:
        process.terminate()
        process.join()
