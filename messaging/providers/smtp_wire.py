"""One SMTP connection at the level of bytes: what was written, and which answer belongs to which command.

Connecting, STARTTLS and logging in are smtplib's. What an answer means for a message is smtp_lane's.
"""

import contextlib
import smtplib
import socket
import ssl
import time
from collections import deque
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, cast

from messaging.mail_servers import dial_mail
from messaging.providers.access_tokens import TokenSource
from messaging.providers.base import ProviderUnavailable
from messaging.providers.mail_login import xoauth2
from workspaces.http.addresses import AddressRefused

CONNECT_SECONDS = 10.0
# One TLS record: a write that fails has then not carried any byte of its slice to the peer in readable form.
_SLICE = 16_384
# What the system took of a write in plain is what it says, whatever the length.
_MOST_AT_ONCE = 1 << 20
_CRLF, _BLANKS = b"\r\n", b" \t\r\n"
_READ = 65_536
# As smtplib has it; RFC 5321 allows 512 characters.
_LONGEST_LINE = 8_192
_HUNG_UP = "Connection unexpectedly closed"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A server and who logs in there: by a password, or by the tokens of a source."""

    host: str
    port: int
    security: Literal["starttls", "tls", "none"]
    timeout: float
    username: str = ""
    password: str = ""
    tokens: TokenSource | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer of the server; its code is -1 when it is not SMTP."""

    code: int
    raw: bytes

    @property
    def text(self) -> str:
        """What it says, in one line or several."""
        return self.raw.decode("utf-8", "replace")

    @property
    def detail(self) -> str:
        """As it is shown to people."""
        return f"{self.code} {self.text}"[:400]


@lru_cache(maxsize=64)
def _only_line(line: bytes) -> Reply:
    """Remembered, as servers answer to most commands in the same words."""
    return Reply(int(line[:3]) if line[:3].isdigit() else -1, line[4:].strip(_BLANKS))


class Lost(Exception):
    """The connection is gone. `written` bytes of the last write had been handed to the system by then."""

    def __init__(self, detail: str, written: int = 0) -> None:
        super().__init__(detail)
        self.detail = detail
        self.written = written


class Wire:
    """A connection on which EHLO, STARTTLS and AUTH are done."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._smtp = _connect(endpoint)
        self.pipelining = self._smtp.has_extn("pipelining")
        self.chunking = self.pipelining and self._smtp.has_extn("chunking")
        self.used_at = time.monotonic()
        self._timeout = endpoint.timeout
        self._slice = _MOST_AT_ONCE if endpoint.security == "none" else _SLICE
        self._patience = 0.0  # what the socket was told last
        self._lines: deque[bytes] = deque()  # whole ones that nobody has asked for yet
        self._rest = b""
        self._socket = cast(socket.socket, self._smtp.sock)
        # Answers are waited for after every write, so holding back small ones would only cost time.
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def write(self, data: bytes) -> None:
        """Hands all bytes to the system. Raises Lost, which says how many it had taken."""
        view, written = memoryview(data), 0
        try:
            self._wait_for(self._timeout)
            while written < len(data):
                written += self._socket.send(view[written : written + self._slice])
        except OSError as error:
            raise Lost(_words(error), written) from error
        self.used_at = time.monotonic()

    def expect_several(self) -> None:
        """Several answers will come without a word in between. Servers that gather small packets hold back all but the
        first until the system says that it has that one: 40 ms later, unless it is told to hurry."""
        if hasattr(socket, "TCP_QUICKACK"):
            with contextlib.suppress(OSError):
                self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)

    def has_answer(self) -> bool:
        """Whether a line of the next answer is there already, so that asking for it need not wait."""
        return bool(self._lines)

    def reply(self) -> Reply:
        """The next answer. Raises Lost, also when none came for as long as the endpoint says since the last write."""
        line = self._lines.popleft() if self._lines else self._line()
        if line[3:4] != b"-" or not line[:3].isdigit():
            return _only_line(line)
        texts = [line[4:].strip(_BLANKS)]
        while line[3:4] == b"-" and line[:3].isdigit():
            line = self._line()
            texts.append(line[4:].strip(_BLANKS))
        return Reply(_only_line(line).code, b"\n".join(texts))

    def _line(self) -> bytes:
        while not self._lines:
            if len(self._rest) > _LONGEST_LINE:
                raise Lost("500 Line too long.")
            self._fill()
        return self._lines.popleft()

    def _fill(self) -> None:
        # Of several connections that one thread looks after, all silent ones are to be over at the same moment.
        patience = self.used_at + self._timeout - time.monotonic()
        try:
            self._wait_for(max(patience, 0.001))
            data = self._socket.recv(_READ)
        except OSError as error:
            raise Lost(f"{_HUNG_UP}: {error}") from error
        if not data:
            raise Lost(_HUNG_UP)
        *lines, self._rest = (self._rest + data).split(b"\n")
        self._lines.extend(lines)

    def _wait_for(self, seconds: float) -> None:
        """Up to a hundredth longer: telling the socket is a call of the system, and answers mostly come at once."""
        if not seconds <= self._patience <= seconds * 1.01:
            self._socket.settimeout(seconds)
            self._patience = seconds

    def command(self, line: bytes) -> Reply:
        """One command and its answer. Raises Lost."""
        self.write(line + _CRLF)
        return self.reply()

    def close(self) -> None:
        """Lets go of the connection without a word."""
        self._smtp.close()

    def quit(self) -> None:
        """Says good-bye and doesn't wait for an answer; never raises."""
        try:
            self.write(b"QUIT\r\n")
        except Lost:
            pass
        finally:
            self.close()


class _Plain(smtplib.SMTP):
    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        return dial_mail(host, port, seconds=timeout)


class _Encrypted(smtplib.SMTP_SSL, _Plain):
    """TLS over what `_Plain` connects to."""


def _connect(endpoint: Endpoint) -> smtplib.SMTP:
    """Raises ProviderUnavailable: in a private network, refused, no such host, certificate not trusted, log-in refused,
    no token to log in with, time-out."""
    token = endpoint.tokens.fetched() if endpoint.tokens else ""
    try:
        if endpoint.security == "tls":
            smtp: smtplib.SMTP = _Encrypted(
                endpoint.host, endpoint.port, timeout=CONNECT_SECONDS, context=ssl.create_default_context()
            )
        else:
            smtp = _Plain(endpoint.host, endpoint.port, timeout=CONNECT_SECONDS)
    except AddressRefused as error:
        raise ProviderUnavailable(f"{endpoint.host}:{endpoint.port}: the server {error}") from error
    except (smtplib.SMTPException, OSError) as error:
        raise ProviderUnavailable(f"{endpoint.host}:{endpoint.port}: {_words(error)}") from error
    try:
        if endpoint.security == "starttls":
            smtp.starttls(context=ssl.create_default_context())
        smtp.ehlo_or_helo_if_needed()
        _log_in(smtp, endpoint, token)
    except (smtplib.SMTPException, OSError) as error:
        smtp.close()
        raise ProviderUnavailable(f"{endpoint.host}:{endpoint.port}: {_words(error)}") from error
    except UnicodeError:
        smtp.close()
        raise ProviderUnavailable("name and password must be in plain letters") from None
    return smtp


def _log_in(smtp: smtplib.SMTP, endpoint: Endpoint, token: str) -> None:
    """Raises SMTPException; a token that is refused is not used again."""
    if endpoint.tokens is None:
        if endpoint.username:
            smtp.login(endpoint.username, endpoint.password)
        return
    answer = xoauth2(endpoint.username, token)
    try:
        smtp.auth("XOAUTH2", lambda challenge=None: answer())
    except smtplib.SMTPAuthenticationError:
        endpoint.tokens.forget()
        raise


def _words(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        text = error.smtp_error
        return f"{error.smtp_code} {text.decode('utf-8', 'replace') if isinstance(text, bytes) else text}"
    return str(error) or type(error).__name__
