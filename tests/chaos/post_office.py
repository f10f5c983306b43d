"""The SMTP server of the chaos tests: keeps a record of every mail from the moment it has it, answered or not."""

import re
from dataclasses import dataclass, field
from socket import socket
from typing import Any

from tests.messaging.loopback import DROP, SILENCE
from tests.messaging.smtp_server import Mail, Server

_MESSAGE_ID = re.compile(rb"^Message-ID: <([^@>]+)@", re.MULTILINE)


@dataclass
class PostOffice(Server):
    """A `Server` that has a mail once it has read the final dot, unless its script answers with a refusal.

    `letters` holds (public id of the message, recipient) as often as one came.
    """

    letters: list[tuple[str, str]] = field(default_factory=list)

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
