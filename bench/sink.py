"""SMTP servers that take every mail and keep none, each a process of its own.

`bare` only looks for the ends of commands, as fast as asyncio lets it be: what is measured against it is the client
alone. `queueing` is the same, but says that it has a mail only after some time, as servers do that put it on a disk
first: it takes next to nothing of the machine's cores, as a server elsewhere would. `aiosmtpd` is a whole server that
announces no PIPELINING; `pipelining` is the same one with it, as the local mailbox, Postfix and Exim announce it.
"""

import asyncio
import contextlib
import multiprocessing
import selectors
import time
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from ctypes import Array, c_double
from functools import partial
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

_GREETING = b"220 sink ESMTP\r\n"
_TAKEN = b"250 taken\r\n"
_EHLO = b"250-sink\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SIZE 52428800\r\n"
_END_OF_DATA = b"\r\n.\r\n"
# Less than half of what Postfix 3.7 takes from the final dot to its answer, on the machine of docs/benchmarks.md.
QUEUEING_SECONDS = 0.0005


class _Session(asyncio.Protocol):
    def __init__(self, arrived: Callable[[], None] | None = None, pause: float = 0.0) -> None:
        self.buffer = bytearray()
        self.in_data = False
        self.queueing = False
        self.arrived = arrived
        self.pause = pause

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.write(_GREETING)

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        self._go_on(bytearray())

    def _go_on(self, replies: bytearray) -> None:
        while not self.queueing and (reply := self._next_reply()) is not None:
            replies += reply
        if replies:
            self.transport.write(bytes(replies))

    def _next_reply(self) -> bytes | None:
        """The reply to the first whole command or mail in the buffer, which it takes out; None for none yet."""
        end = self.buffer.find(_END_OF_DATA if self.in_data else b"\r\n")
        if end < 0:
            return None
        if self.in_data:
            del self.buffer[: end + len(_END_OF_DATA)]
            self.in_data = False
            if self.arrived is not None:
                self.arrived()
            if self.pause:
                # What comes after the mail waits until it is answered.
                self.queueing = True
                asyncio.get_running_loop().call_later(self.pause, self._queued)
                return None
            return _TAKEN
        command = bytes(self.buffer[:4]).upper()
        del self.buffer[: end + 2]
        return self._answer(command)

    def _queued(self) -> None:
        self.queueing = False
        self._go_on(bytearray(_TAKEN))

    def _answer(self, command: bytes) -> bytes:
        if command == b"EHLO":
            return _EHLO
        if command == b"DATA":
            self.in_data = True
            return b"354 go on\r\n"
        if command == b"QUIT":
            self.transport.write(b"221 bye\r\n")
            self.transport.close()
            return b""
        return b"250 ok\r\n"


async def _serve(
    ready: "multiprocessing.connection.Connection", arrived: Callable[[], None] | None = None, pause: float = 0.0
) -> None:
    server = await asyncio.get_running_loop().create_server(lambda: _Session(arrived, pause), "127.0.0.1", 0)
    ready.send(server.sockets[0].getsockname()[1])
    await server.serve_forever()


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


async def _serve_aiosmtpd(ready: "multiprocessing.connection.Connection", handler: _Swallow) -> None:
    def protocol() -> SMTP:
        return SMTP(handler, hostname="sink", enable_SMTPUTF8=False)

    server = await asyncio.get_running_loop().create_server(protocol, "127.0.0.1", 0)
    ready.send(server.sockets[0].getsockname()[1])
    await server.serve_forever()


async def _serve_noting(ready: "multiprocessing.connection.Connection", times: "Array[c_double]") -> None:
    def arrived() -> None:
        times[0] += 1
        times[int(times[0])] = time.time()

    await _serve(ready, arrived)


_SERVERS: Mapping[str, Callable[..., Coroutine[Any, Any, None]]] = {
    "bare": _serve,
    "aiosmtpd": partial(_serve_aiosmtpd, handler=_Swallow()),
    "noting": _serve_noting,
    "pipelining": partial(_serve_aiosmtpd, handler=_Pipelining()),
    "queueing": partial(_serve, pause=QUEUEING_SECONDS),
}


def _main(kind: str, *given: Any) -> None:
    with contextlib.suppress(KeyboardInterrupt):
        # Of the selectors, only this one waits for parts of a millisecond.
        with asyncio.Runner(loop_factory=lambda: asyncio.SelectorEventLoop(selectors.SelectSelector())) as runner:
            runner.run(_SERVERS[kind](*given))


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
