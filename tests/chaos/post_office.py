"""The SMTP server of the chaos tests: keeps a record of every mail from the moment it has it, answered or not."""

import re
import threading
from dataclasses import dataclass, field
from socket import IPPROTO_TCP, TCP_NODELAY, create_server, socket
from typing import Any, Self

from tests.messaging.smtp_server import DROP, SILENCE, Mail, Server
from tests.processes import wait_until

_MESSAGE_ID = re.compile(rb"^Message-ID: <([^@>]+)@", re.MULTILINE)


@dataclass
class PostOffice(Server):
    """A `Server` that has a mail once it has read the final dot, unless its script answers with a refusal.

    `letters` holds (public id of the message, recipient) as often as one came.
    """

    letters: list[tuple[str, str]] = field(default_factory=list)
    _talking: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def start(self) -> Self:
        """Opens; after `stop`, on the same port again."""
        self._listener = create_server(("127.0.0.1", self.port))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def wait_quiet(self) -> None:
        """Waits until every client is gone and everything it had sent is recorded."""
        wait_until(lambda: self._talking == 0, what="a connection is still open")

    def _serve(self, sock: socket) -> None:
        # Answers to pipelined commands are small and many; each would wait for the client to acknowledge the last.
        sock.setsockopt(IPPROTO_TCP, TCP_NODELAY, 1)
        with self._lock:
            self._talking += 1
        try:
            super()._serve(sock)
        finally:
            with self._lock:
                self._talking -= 1

    def _content(self, sock: socket, reader: Any, mail: Mail) -> bool:
        if self._answer("in_content") == DROP:
            return False
        content = bytearray()
        for line in reader:
            if line == b".\r\n":
                break
            content += line
        else:
            return False
        answer = self._answer("content") or "250 queued"
        if answer in (DROP, SILENCE) or answer.startswith("2"):
            self.letters.append((_message_id(bytes(content)), mail.recipient))
        if answer == SILENCE:
            reader.read()
        if answer in (DROP, SILENCE):
            return False
        sock.sendall(answer.encode() + b"\r\n")
        return not answer.startswith("421")


def _message_id(content: bytes) -> str:
    found = _MESSAGE_ID.search(content)
    assert found is not None, content[:500]
    return found[1].decode()
