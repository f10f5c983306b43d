"""SMTP servers that take every mail and keep none, each a process of its own.

`bare` only looks for the ends of commands, as fast as asyncio lets it be: what is measured against it is the client
alone. `aiosmtpd` is a whole server, the one inside the local mailbox. Both take pipelined commands.
"""

import asyncio
import contextlib
import multiprocessing
from collections.abc import Iterator

from aiosmtpd.smtp import SMTP, Envelope, Session

_GREETING = b"220 sink ESMTP\r\n"
_EHLO = b"250-sink\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SIZE 52428800\r\n"
_END_OF_DATA = b"\r\n.\r\n"


class _Session(asyncio.Protocol):
    def __init__(self) -> None:
        self.buffer = bytearray()
        self.in_data = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.write(_GREETING)

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        replies = bytearray()
        while (reply := self._next_reply()) is not None:
            replies += reply
        if replies:
            self.transport.write(bytes(replies))

    def _next_reply(self) -> bytes | None:
        """The reply to the first whole command or mail in the buffer, which it takes out; None when there is none."""
        end = self.buffer.find(_END_OF_DATA if self.in_data else b"\r\n")
        if end < 0:
            return None
        if self.in_data:
            del self.buffer[: end + len(_END_OF_DATA)]
            self.in_data = False
            return b"250 taken\r\n"
        command = bytes(self.buffer[:4]).upper()
        del self.buffer[: end + 2]
        return self._answer(command)

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


async def _serve(ready: "multiprocessing.connection.Connection") -> None:
    server = await asyncio.get_running_loop().create_server(_Session, "127.0.0.1", 0)
    ready.send(server.sockets[0].getsockname()[1])
    await server.serve_forever()


class _Swallow:
    """Takes a mail and forgets it."""

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        return "250 taken"


async def _serve_aiosmtpd(ready: "multiprocessing.connection.Connection") -> None:
    def protocol() -> SMTP:
        return SMTP(_Swallow(), hostname="sink", enable_SMTPUTF8=False)

    server = await asyncio.get_running_loop().create_server(protocol, "127.0.0.1", 0)
    ready.send(server.sockets[0].getsockname()[1])
    await server.serve_forever()


_SERVERS = {"bare": _serve, "aiosmtpd": _serve_aiosmtpd}


def _main(kind: str, ready: "multiprocessing.connection.Connection") -> None:
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_SERVERS[kind](ready))


@contextlib.contextmanager
def running_sink(kind: str) -> Iterator[int]:
    """Starts a sink, `bare` or `aiosmtpd`; yields its port on 127.0.0.1."""
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_main, args=(kind, sender), daemon=True)
    process.start()
    try:
        yield receiver.recv()
    finally:
        process.terminate()
        process.join()
