"""One SMTP connection at the level of bytes: what was written, and which answer belongs to which command.

Connecting, STARTTLS and logging in are smtplib's. What an answer means for a message is smtp_session's.
"""

import smtplib
import socket
import ssl
import time
from dataclasses import dataclass
from typing import Literal, cast

from messaging.providers.base import ProviderUnavailable

CONNECT_SECONDS = 10.0
# One TLS record: a write that fails has then not carried any byte of its slice to the peer in readable form.
_SLICE = 16_384
_CRLF = b"\r\n"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A server and who logs in there."""

    host: str
    port: int
    security: Literal["starttls", "tls", "none"]
    timeout: float
    username: str = ""
    password: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer of the server; -1 when it is not SMTP."""

    code: int
    text: str

    @property
    def detail(self) -> str:
        """As it is shown to people."""
        return f"{self.code} {self.text}"[:400]


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
        self.used_at = time.monotonic()
        self._socket = cast(socket.socket, self._smtp.sock)
        self._socket.settimeout(endpoint.timeout)
        # Answers are waited for after every write, so holding back small ones would only cost time.
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def write(self, data: bytes) -> None:
        """Hands all bytes to the system. Raises Lost, which says how many it had taken."""
        view, written = memoryview(data), 0
        try:
            while written < len(data):
                written += self._socket.send(view[written : written + _SLICE])
        except OSError as error:
            raise Lost(_words(error), written) from error

    def reply(self) -> Reply:
        """The next answer. Raises Lost."""
        try:
            code, text = self._smtp.getreply()
        except (smtplib.SMTPException, OSError) as error:
            raise Lost(_words(error)) from error
        self.used_at = time.monotonic()
        return Reply(code, text.decode("utf-8", "replace"))

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


def _connect(endpoint: Endpoint) -> smtplib.SMTP:
    """Raises ProviderUnavailable: refused, no such host, certificate not trusted, log-in refused, time-out."""
    try:
        if endpoint.security == "tls":
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                endpoint.host, endpoint.port, timeout=CONNECT_SECONDS, context=ssl.create_default_context()
            )
        else:
            smtp = smtplib.SMTP(endpoint.host, endpoint.port, timeout=CONNECT_SECONDS)
    except (smtplib.SMTPException, OSError) as error:
        raise ProviderUnavailable(f"{endpoint.host}:{endpoint.port}: {_words(error)}") from error
    try:
        if endpoint.security == "starttls":
            smtp.starttls(context=ssl.create_default_context())
        smtp.ehlo_or_helo_if_needed()
        if endpoint.username:
            smtp.login(endpoint.username, endpoint.password)
    except (smtplib.SMTPException, OSError) as error:
        smtp.close()
        raise ProviderUnavailable(f"{endpoint.host}:{endpoint.port}: {_words(error)}") from error
    return smtp


def _words(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        text = error.smtp_error
        return f"{error.smtp_code} {text.decode('utf-8', 'replace') if isinstance(text, bytes) else text}"
    return str(error) or type(error).__name__
