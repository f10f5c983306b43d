"""The SMTP server of the chaos tests: keeps a record of every mail from the moment it has it, answered or not."""

import re
from dataclasses import dataclass, field
from socket import socket
from typing import BinaryIO

from tests.messaging.loopback import DROP, SILENCE
from tests.messaging.smtp_server import Mail, Server

_MESSAGE_ID = re.compile(rb"^Message-ID: <([^@>]+)@", re.MULTILINE)


@dataclass
class PostOffice(Server):
    """A `Server` that has a mail once it has read all of it, unless its script answers with a refusal.

    `letters` holds (public id of the message, recipient) as often as one came.
    """

    letters: list[tuple[str, str]] = field(default_factory=list)

    def _taken(self, sock: socket, reader: BinaryIO, mail: Mail) -> bool:
        answer = self._answer("content") or "250 queued"
        if answer in (DROP, SILENCE) or answer.startswith("2"):
            self.letters.append((_message_id(mail.content), mail.recipient))
        return bool(self._give(sock, reader, answer))


def _message_id(content: bytes) -> str:
    found = _MESSAGE_ID.search(content)
    assert found is not None, content[:500]
    return found[1].decode()
