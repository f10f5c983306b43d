"""A server on loopback: a thread for each connection, stopped with all of them. What it says is for protocols."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import BinaryIO, Self

from tests.processes import wait_until

# What a script may answer instead of a reply.
DROP = "drop"  # hang up
SILENCE = "silence"  # say nothing until the client hangs up


@dataclass(kw_only=True)
class LoopbackServer:
    """`connections` is how many there have been. One that was stopped starts on the same port again."""

    connections: int = 0
    port: int = 0
    _talking: int = 0
    _listener: socket.socket | None = None
    _open: list[socket.socket] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def talk(self, sock: socket.socket, reader: BinaryIO) -> None:
        """The conversation of one connection."""
        raise NotImplementedError

    def start(self) -> Self:
        self._listener = socket.create_server(("127.0.0.1", self.port))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def stop(self) -> None:
        for sock in [self._listener, *self._open]:
            if sock is not None:
                with suppress(OSError):
                    sock.shutdown(socket.SHUT_RDWR)
                sock.close()

    def wait_quiet(self) -> None:
        """Waits until every client is gone and everything that it had sent is recorded."""
        wait_until(lambda: self._talking == 0, what="a connection is still open")

    @contextmanager
    def running(self) -> Iterator[Self]:
        """The server, while it runs."""
        self.start()
        try:
            yield self
        finally:
            self.stop()

    def _accept(self) -> None:
        assert self._listener is not None
        with suppress(OSError):
            while True:
                sock, _ = self._listener.accept()
                self.connections += 1
                self._open.append(sock)
                # Replies go out one by one here; unlike this, real servers gather those to pipelined commands.
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                threading.Thread(target=self._serve, args=(sock,), daemon=True).start()

    def _serve(self, sock: socket.socket) -> None:
        with self._lock:
            self._talking += 1
        try:
            with suppress(OSError), sock, sock.makefile("rb") as reader:
                self.talk(sock, reader)
        finally:
            with self._lock:
                self._talking -= 1
