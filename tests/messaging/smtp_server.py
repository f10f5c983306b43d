"""A real SMTP server on loopback that can be told to misbehave at each stage of the conversation."""

import socket
from base64 import b64decode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import BinaryIO

from tests.messaging.loopback import DROP, SILENCE, LoopbackServer

Script = Callable[[str, int], str | None]


@dataclass
class Mail:
    """A mail that was taken."""

    sender: str
    recipient: str
    content: bytes


@dataclass
class Server(LoopbackServer):
    """`script(stage, n)` is asked before each answer: `connect`, `EHLO`, `MAIL`, `RCPT`, `DATA`, `content` (the final
    dot, or the end of BDAT's bytes), `RSET`, `NOOP`, and how often that stage has come up, from 1. It answers an SMTP
    reply, DROP, SILENCE, or None for the ordinary. `in_content` is asked before a mail's content is read. With a
    `password`, nobody is served who has not logged in with it (AUTH PLAIN); connections that have stay logged in when
    it changes. With `tokens`, one logs in by one of these (AUTH XOAUTH2).
    """

    script: Script = lambda stage, number: None
    pipelining: bool = False
    chunking: bool = False
    password: str = ""
    tokens: set[str] = field(default_factory=set)
    refused: dict[str, str] = field(default_factory=dict)
    mails: list[Mail] = field(default_factory=list)
    log: list[str] = field(default_factory=list)
    _counts: dict[str, int] = field(default_factory=dict)

    def talk(self, sock: socket.socket, reader: BinaryIO) -> None:
        mail, known = Mail("", "", b""), not (self.password or self.tokens)
        if not self._say(sock, reader, "connect", "220 ready"):
            return
        for line in reader:
            verb = line.split(None, 1)[0].decode().upper()
            argument = line.decode().rstrip()
            self.log.append(argument)
            if verb == "QUIT":
                sock.sendall(b"221 bye\r\n")
                return
            if verb == "EHLO":
                usual = "\r\n".join(["250-here", *self._extensions(), "250 8BITMIME"])
            elif verb == "AUTH":
                usual = self._login(sock, reader, argument)
            elif verb == "BDAT":
                if not self._chunk(sock, reader, mail, int(argument.split()[1])):
                    return
                mail = Mail("", "", b"") if mail.recipient else mail
                continue
            elif verb == "MAIL" and not known:
                usual = "530 5.7.0 log in first"
            elif verb == "MAIL" and mail.sender:
                usual = "503 5.5.1 nested MAIL"
            elif verb == "RCPT":
                usual = self.refused.get(_address(argument)) or ("250 ok" if mail.sender else "503 MAIL first")
            elif verb == "DATA":
                usual = "354 go on" if mail.recipient else "554 no valid recipients"
            else:
                usual = "250 ok"
            said = self._say(sock, reader, verb, usual)
            if not said:
                return
            known = known or (verb == "AUTH" and said.startswith("235"))
            if verb == "MAIL" and said.startswith("250"):
                mail = Mail(_address(argument), "", b"")
            elif verb == "RCPT" and said.startswith("250"):
                mail.recipient = _address(argument)
            elif verb == "RSET":
                mail = Mail("", "", b"")
            elif verb == "DATA" and said.startswith("354"):
                if not self._content(sock, reader, mail):
                    return
                mail = Mail("", "", b"")

    def _extensions(self) -> list[str]:
        ways = " PLAIN" * bool(self.password) + " XOAUTH2" * bool(self.tokens)
        return (
            ["250-PIPELINING"] * self.pipelining + ["250-CHUNKING"] * self.chunking + [f"250-AUTH{ways}"] * bool(ways)
        )

    def _login(self, sock: socket.socket, reader: BinaryIO, argument: str) -> str:
        _, way, given = argument.split()
        if way != "XOAUTH2":
            right = b64decode(given).decode().split("\0")[-1] == self.password
            return "235 welcome" if right else "535 5.7.8 wrong password"
        if bearer(given) in self.tokens:
            return "235 welcome"
        # Why is said first, and the client has to take it by an empty line.
        sock.sendall(b"334 eyJzdGF0dXMiOiI0MDEifQ==\r\n")
        assert reader.readline() == b"\r\n"
        return "535 5.7.8 token not accepted"

    def _content(self, sock: socket.socket, reader: BinaryIO, mail: Mail) -> bool:
        if self._is_dropped(sock):
            return False
        lines = []
        while (line := reader.readline()) != b".\r\n":
            if not line:
                return False
            lines.append(line[1:] if line.startswith(b".") else line)
        mail.content = b"".join(lines)
        return self._taken(sock, reader, mail)

    def _chunk(self, sock: socket.socket, reader: BinaryIO, mail: Mail, size: int) -> bool:
        """Content of a length that was said before; it is passed over where nobody is to have it."""
        if self._is_dropped(sock):
            return False
        mail.content = reader.read(size)
        if len(mail.content) < size:
            return False
        if not mail.recipient:
            return bool(self._give(sock, reader, "503 5.5.1 RCPT first"))
        return self._taken(sock, reader, mail)

    def _is_dropped(self, sock: socket.socket) -> bool:
        if self._answer("in_content") != DROP:
            return False
        # A reset rather than a proper end, as when a server's process dies.
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
        return True

    def _taken(self, sock: socket.socket, reader: BinaryIO, mail: Mail) -> bool:
        """Whether the conversation goes on after the answer to a mail's content."""
        with self._lock:
            answer = self._answer("content") or f"250 queued as {len(self.mails) + 1}"
            if answer.startswith("250"):
                self.mails.append(mail)
        return bool(self._give(sock, reader, answer))

    def _answer(self, stage: str) -> str | None:
        self._counts[stage] = self._counts.get(stage, 0) + 1
        return self.script(stage, self._counts[stage])

    def _say(self, sock: socket.socket, reader: BinaryIO, stage: str, usual: str) -> str:
        """What was said; empty when the conversation is over."""
        return self._give(sock, reader, self._answer(stage) or usual)

    def _give(self, sock: socket.socket, reader: BinaryIO, answer: str) -> str:
        if answer == SILENCE:
            reader.read()
            return ""
        if answer == DROP:
            return ""
        sock.sendall(answer.encode() + b"\r\n")
        return answer if not answer.startswith("421") else ""


def bearer(given: str) -> str:
    """The token of a SASL XOAUTH2 response."""
    user, auth, *rest = b64decode(given).decode().split("\x01")
    assert (user.startswith("user="), auth.startswith("auth=Bearer "), rest) == (True, True, ["", ""])
    return auth.removeprefix("auth=Bearer ")


def _address(argument: str) -> str:
    return argument[argument.index("<") + 1 : argument.index(">")]


@contextmanager
def smtp_server(script: Script | None = None, *, pipelining: bool = False, chunking: bool = False) -> Iterator[Server]:
    """A running server; one that takes chunks does pipelining, too."""
    server = Server(pipelining=pipelining or chunking, chunking=chunking)
    if script is not None:
        server.script = script
    with server.running():
        yield server


def at(stage: str, answer: str, *numbers: int) -> Script:
    """A script that gives one answer at one stage: always, or only these times."""
    return lambda asked, number: answer if asked == stage and (not numbers or number in numbers) else None
