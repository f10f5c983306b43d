"""The mail vendors of the chaos tests: HTTP servers that record each mail from the moment they have it.

What they know of Resend's and Postmark's APIs is how a request says which message it is and for whom.
"""

import socket
from dataclasses import dataclass, field
from email.utils import parseaddr
from typing import BinaryIO

from tests.messaging.http_server import Asked, HttpServer, Reply


@dataclass
class Vendor(HttpServer):
    """Sends what it takes; one that `knows_keys` sends a mail whose key it has had no second time.

    `letters` (id, recipient) are the mails that it sent. Keys and tokens other than `token` are refused.
    """

    knows_keys: bool = False
    token: str = "first"
    letters: list[tuple[str, str]] = field(default_factory=list)

    def _say(self, sock: socket.socket, reader: BinaryIO, asked: Asked, said: Reply | str) -> bool:
        if self.token not in (asked.headers.get("authorization", "")[7:], asked.headers.get("x-postmark-server-token")):
            said = Reply(401, {"name": "invalid_api_key", "ErrorCode": 10, "Message": "Bad token"})
        if self.takes(said):
            letter = self._letter(asked)
            with self._lock:
                if not (self.knows_keys and letter in self.letters):
                    self.letters.append(letter)
        return super()._say(sock, reader, asked, said)

    def _letter(self, asked: Asked) -> tuple[str, str]:
        if self.knows_keys:
            [to] = asked.json["to"]
            return asked.headers["idempotency-key"], parseaddr(to)[1]
        return asked.json["Metadata"]["message_id"], parseaddr(asked.json["To"])[1]
