"""A real IMAP server on loopback, with one folder of mails, that can be told to misbehave."""

import re
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import BinaryIO

from tests.messaging.loopback import DROP, SILENCE, LoopbackServer
from tests.messaging.smtp_server import bearer

# `script(command, n)`: what is answered to a command the n-th time, behind its tag; None for the ordinary.
Script = Callable[[str, int], str | None]
_PARTIAL = re.compile(r"BODY\.PEEK\[\]<0\.(\d+)>")


@dataclass
class Stored:
    """A mail in the folder. `at` is its INTERNALDATE."""

    uid: int
    raw: bytes
    at: str
    flags: set[str] = field(default_factory=set)


@dataclass
class ImapServer(LoopbackServer):
    """`fetches` are the UIDs that were fetched; `giant` announces mails of so many bytes and never sends them."""

    password: str = "right"
    tokens: set[str] = field(default_factory=set)
    uidplus: bool = True
    validity: int = 7
    script: Script = lambda command, number: None
    giant: int = 0
    tls: ssl.SSLContext | None = None
    starttls: bool = False
    mails: list[Stored] = field(default_factory=list)
    fetches: list[int] = field(default_factory=list)
    log: list[str] = field(default_factory=list)
    _next: int = 1
    _counts: dict[str, int] = field(default_factory=dict)

    def add(self, raw: bytes, at: str = "21-Nov-2099 10:00:00 +0000") -> int:
        """A mail that arrives; its UID."""
        self.mails.append(Stored(self._next, raw, at))
        self._next += 1
        return self._next - 1

    def flags(self) -> dict[int, set[str]]:
        return {mail.uid: mail.flags for mail in self.mails}

    def talk(self, sock: socket.socket, reader: BinaryIO) -> None:
        if self.tls is not None and not self.starttls:
            sock = self.tls.wrap_socket(sock, server_side=True)
            reader = sock.makefile("rb")
        sock.sendall(b"* OK ready\r\n")
        self._converse(sock, reader)

    def _converse(self, sock: socket.socket, reader: BinaryIO) -> None:
        for line in reader:
            tag, _, rest = line.decode().strip().partition(" ")
            words = rest.split(" ")
            command = words[1].upper() if words[0].upper() == "UID" else words[0].upper()
            self.log.append(rest)
            self._counts[command] = self._counts.get(command, 0) + 1
            said = self.script(command, self._counts[command])
            if command == "STARTTLS" and self.tls is not None:
                sock.sendall(f"{tag} OK go on\r\n".encode())
                secure = self.tls.wrap_socket(sock, server_side=True)
                return self._converse(secure, secure.makefile("rb"))
            if not self._answered(sock, reader, tag, command, words, said):
                return

    def _answered(
        self, sock: socket.socket, reader: BinaryIO, tag: str, command: str, words: list[str], said: str | None
    ) -> bool:
        if said == DROP:
            return False
        if said == SILENCE:
            reader.read()
            return False
        if said is not None:
            sock.sendall(f"{tag} {said}\r\n".encode())
            return True
        if command == "AUTHENTICATE":
            sock.sendall(b"+ \r\n")
            right = bearer(reader.readline().decode()) in self.tokens
            if not right:
                sock.sendall(b"+ eyJzdGF0dXMiOiI0MDEifQ==\r\n")
                assert reader.readline() == b"\r\n"
            said = "OK welcome" if right else "NO [AUTHENTICATIONFAILED] token not accepted"
            sock.sendall(f"{tag} {said}\r\n".encode())
            return True
        untagged, done = self._ordinary(command, words)
        sock.sendall(b"".join(line + b"\r\n" for line in untagged) + f"{tag} {done}\r\n".encode())
        return command != "LOGOUT"

    def _ordinary(self, command: str, words: list[str]) -> tuple[list[bytes], str]:
        if command == "CAPABILITY":
            more = (b" UIDPLUS" if self.uidplus else b"") + (b" STARTTLS" if self.starttls else b"")
            return [b"* CAPABILITY IMAP4rev1" + more], "OK done"
        if command == "LOGIN":
            right = words[-1].strip('"') == self.password
            return [], "OK welcome" if right else "NO [AUTHENTICATIONFAILED] wrong name or password"
        if command == "SELECT":
            return [
                f"* {len(self.mails)} EXISTS".encode(),
                f"* OK [UIDVALIDITY {self.validity}] here".encode(),
                f"* OK [UIDNEXT {self._next}] here".encode(),
            ], "OK [READ-WRITE] open"
        if command == "SEARCH":
            first, last = map(int, words[3].split(":"))
            found = [str(mail.uid) for mail in self.mails if first <= mail.uid <= last]
            return [f"* SEARCH {' '.join(found)}".encode()], "OK done"
        if command == "FETCH":
            return self._fetched(words), "OK done"
        if command == "STORE":
            for mail in self._named(words[2]):
                mail.flags |= set(re.findall(r"\\\w+", " ".join(words[4:])))
        elif command == "EXPUNGE":
            chosen = self._named(words[2]) if words[0].upper() == "UID" else list(self.mails)
            self.mails = [mail for mail in self.mails if mail not in chosen or "\\Deleted" not in mail.flags]
        return [], "OK done"

    def _fetched(self, words: list[str]) -> list[bytes]:
        asked = _PARTIAL.search(" ".join(words))
        lines = []
        for place, mail in enumerate(self._named(words[2]), 1):
            self.fetches.append(mail.uid)
            raw = mail.raw[: int(asked.group(1))] if asked else mail.raw
            head = f'* {place} FETCH (UID {mail.uid} INTERNALDATE "{mail.at}" BODY[]<0> '
            lines.append(f"{head}{{{self.giant or len(raw)}}}\r\n".encode() + raw + b")")
        return lines

    def _named(self, text: str) -> list[Stored]:
        wanted = {int(each) for each in text.split(",")}
        return [mail for mail in self.mails if mail.uid in wanted]


@contextmanager
def imap_server(**fields: object) -> Iterator[ImapServer]:
    """A running server."""
    with ImapServer(**fields).running() as server:  # type: ignore[arg-type]
        yield server
