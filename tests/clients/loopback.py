"""A server on the loopback that answers by a script: refusals, cut connections, silence. What clients make of it."""

import json
import socket
import threading
from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self


@dataclass(frozen=True)
class Answer:
    """One answer of the script."""

    status: int = 200
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)


CUT = "cut"
SILENCE = "silence"
# A byte of the body now and then, for some seconds.
DRIPS = "drips"


@dataclass(frozen=True)
class Asked:
    """One request as it came."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


class Loopback:
    """Answers one line of its script after the other; what comes after the last one gets a 500 that names it."""

    def __init__(self) -> None:
        self.script: deque[Answer | str] = deque()
        self.asked: list[Asked] = []
        self.closing = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def say(self, *answers: Answer | str) -> None:
        """Adds to the script."""
        self.script.extend(answers)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *reason: object) -> None:
        self.closing.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


def _handler(loopback: Loopback) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _serve(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            asked = Asked(self.command, self.path, {key.lower(): value for key, value in self.headers.items()}, body)
            loopback.asked.append(asked)
            answer = loopback.script.popleft() if loopback.script else Answer(500, {"error": {"code": "SCRIPT_ENDED"}})
            if isinstance(answer, Answer):
                self._answer(answer)
                return
            if answer == DRIPS:
                self._drip()
            if answer == SILENCE:
                loopback.closing.wait()
            self.connection.shutdown(socket.SHUT_RDWR)
            self.close_connection = True

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _serve

        def _answer(self, answer: Answer) -> None:
            raw = answer.body if isinstance(answer.body, bytes) else json.dumps(answer.body).encode()
            raw = b"" if answer.status == 204 else raw
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            if answer.status != 204:
                self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def _drip(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", "400")
            self.end_headers()
            with suppress(OSError):
                for _ in range(400):
                    self.wfile.write(b" ")
                    if loopback.closing.wait(0.02):
                        break

        def log_message(self, *arguments: object) -> None:
            """Silence: tests read what was asked."""

    return Handler
