"""A message as DATA takes it: the commands before its content, and the content up to the final dot."""

from dataclasses import dataclass

from messaging.providers.base import Envelope

DOT = b".\r\n"
RSET, _DATA = b"RSET\r\n", b"DATA\r\n"


@dataclass(slots=True)  # made for every message: freezing it takes longer than making it
class Opening:
    """The commands that bring the server to wait for an envelope's content."""

    envelope: Envelope[bytes]
    reset: bool = False

    def commands(self) -> tuple[bytes, ...]:
        mail = f"MAIL FROM:<{self.envelope.sender}>\r\n".encode("ascii")
        recipient = f"RCPT TO:<{self.envelope.recipient}>\r\n".encode("ascii")
        return (RSET, mail, recipient, _DATA) if self.reset else (mail, recipient, _DATA)

    def group(self) -> bytes:
        return b"".join(self.commands())


def framed(payload: bytes) -> bytes:
    """The payload, which ends with a line end, as it goes over the wire: dots doubled, final dot added."""
    if payload.startswith(b".") or b"\r\n." in payload:
        payload = b"." * payload.startswith(b".") + payload.replace(b"\r\n.", b"\r\n..")
    return payload + DOT
