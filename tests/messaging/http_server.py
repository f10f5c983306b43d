"""A real HTTP server on loopback that keeps connections and can be told to misbehave, as smtp_server.py does."""

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, BinaryIO
from urllib.parse import parse_qsl

from tests.messaging.loopback import SILENCE, LoopbackServer


@dataclass
class Reply:
    """An answer: whether the message is taken, and what is said of it."""

    status: int
    body: object = b""
    headers: dict[str, str] = field(default_factory=dict)
    taken: bool = False

    def encoded(self) -> bytes:
        body = self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()
        lines = [f"HTTP/1.1 {self.status} said", f"Content-Length: {len(body)}"]
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        return "\r\n".join([*lines, "", ""]).encode() + body


@dataclass
class Asked:
    """A request that was read; header names are in lower case."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True))

    @property
    def json(self) -> Any:
        return json.loads(self.body)


Script = Callable[[Asked, int], Reply | str | None]


@dataclass
class HttpServer(LoopbackServer):
    """`script(asked, n)` is asked before each answer, with how many requests there were; None is for `usual`.

    `asked` are all requests, `taken` those whose message would have been sent. Requests of the numbers in `cut` are
    hung up on before their body is read. A message that is answered by DROP or SILENCE is taken. While there is a
    `gate`, answers wait for it.
    """

    usual: Reply = field(default_factory=lambda: Reply(200, {}))
    script: Script = lambda asked, number: None
    asked: list[Asked] = field(default_factory=list)
    taken: list[Asked] = field(default_factory=list)
    most_at_once: int = 0
    cut: frozenset[int] = frozenset()
    gate: threading.Event | None = None
    _now: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def talk(self, sock: socket.socket, reader: BinaryIO) -> None:
        while self._answer(sock, reader):
            pass

    def _answer(self, sock: socket.socket, reader: BinaryIO) -> bool:
        """Reads one request and answers it; whether the conversation goes on."""
        line = reader.readline().decode().split()
        if len(line) != 3:
            return False
        headers: dict[str, str] = {}
        while (header := reader.readline().decode().strip()) != "":
            name, _, value = header.partition(":")
            headers[name.lower()] = value.strip()
        asked = Asked(line[0], line[1], headers, b"")
        with self._lock:
            self.asked.append(asked)
            number = len(self.asked)
            self._now += 1
            self.most_at_once = max(self.most_at_once, self._now)
        try:
            if number in self.cut:
                return False
            length = int(headers.get("content-length", "0"))
            asked.body = reader.read(length)
            if len(asked.body) < length:
                return False
            if self.gate is not None:
                self.gate.wait(10)
            return self._say(sock, reader, asked, self.script(asked, number) or self.usual)
        finally:
            with self._lock:
                self._now -= 1

    @staticmethod
    def takes(said: Reply | str) -> bool:
        """Whether the message of a request that is answered so would have been sent."""
        return isinstance(said, str) or said.taken or 200 <= said.status < 300

    def _say(self, sock: socket.socket, reader: BinaryIO, asked: Asked, said: Reply | str) -> bool:
        if self.takes(said):
            self.taken.append(asked)
        if said == SILENCE:
            reader.read()
        if isinstance(said, str):
            return False
        sock.sendall(said.encoded())
        return True


@contextmanager
def http_server(usual: Reply | None = None, script: Script | None = None) -> Iterator[HttpServer]:
    """A running server."""
    server = HttpServer()
    if usual is not None:
        server.usual = usual
    if script is not None:
        server.script = script
    with server.running():
        yield server


def on(number: int, said: Reply | str) -> Script:
    """A script that says this to the request of that number, and the usual to the others."""
    return lambda asked, at: said if at == number else None
