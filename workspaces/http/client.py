"""One HTTP call to an address that a user has named: never to a private network, never longer or larger than allowed.

Whether and when to try again is the caller's business; here a call is made once. Redirects are not followed: they come
back as what they are. Cookies are not kept.
"""

import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

import requests
from django.conf import settings
from requests_hardened import HTTPSession
from requests_hardened.ip_filter import InvalidIPAddress
from urllib3.exceptions import HTTPError, ReadTimeoutError, SSLError

from workspaces.http.addresses import AddressRefused
from workspaces.http.connections import Exchange, exchange, open_session

MAX_BYTES = 1_000_000
_CHUNK = 16_384
_AGENT = "Campanile"
# Seconds; common servers close connections that rest for five.
_MAX_REST = 4.0
_PORTS = {"http": 80, "https": 443}
_NO_CONNECTION = (
    (socket.gaierror, "no host of this name was found"),
    (ConnectionRefusedError, "nobody listens at this address and port"),
)


class Failure(StrEnum):
    """Why there is no answer."""

    URL_REFUSED = "url_refused"  # no plain http(s) address, or a port that is not allowed; nothing was sent
    ADDRESS_REFUSED = "address_refused"  # it leads into a private network; nothing was sent
    CONNECTION = "connection_failed"  # no such host, nobody there, or the connection broke
    TLS = "tls_failed"  # the certificate is not good
    TIMEOUT = "timeout"  # the answer was not complete in time
    TOO_LARGE = "answer_too_large"  # the answer has more bytes than are read

    @property
    def may_pass(self) -> bool:
        """Whether the same call may succeed later."""
        return self in (Failure.CONNECTION, Failure.TIMEOUT)


class CallFailed(Exception):
    """The call has no answer; `reason` says why, the message is for people.

    `written` says whether anything of the request had been written by then: if not, nobody can have it.
    """

    def __init__(self, reason: Failure, message: str, *, written: bool = False) -> None:
        super().__init__(message)
        self.reason = reason
        self.written = written


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, whatever its status; header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Client:
    """Makes calls over connections that are kept from one to the next. For one thread at a time.

    A connection that has rested for some seconds is not used again: the other side may be about to close it, and a
    request that meets that moment would be lost without a word.
    """

    def __init__(self) -> None:
        self._session: HTTPSession | None = None
        self._rested_since = 0.0

    def call(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str],
        body: bytes | None = None,
        timeout: float,
        max_bytes: int = MAX_BYTES,
        cut: bool = False,
    ) -> Answer:
        """Makes one call, which is over after `timeout` seconds (name look-up aside) and `max_bytes` of body.

        A longer body is a failure, or only its beginning is read (`cut`). Raises CallFailed. Touches no database,
        so that it may run in any thread.
        """
        check_url(url)
        sent = {"User-Agent": _AGENT, **headers, "Accept-Encoding": "identity"}
        with exchange(timeout) as current:
            try:
                with self._fresh().request(
                    method, url, headers=sent, data=body, timeout=timeout, stream=True
                ) as response:
                    return Answer(
                        response.status_code,
                        {name.lower(): value for name, value in response.headers.items()},
                        _read(response, max_bytes, current, cut=cut),
                    )
            except CallFailed:
                raise
            except (requests.RequestException, HTTPError, AddressRefused, OSError, ValueError) as error:
                raise _failed(error, current) from error
            finally:
                self._rested_since = time.monotonic()

    def close(self) -> None:
        """Ends the connections; never raises."""
        if self._session is not None:
            self._session.close()
        self._session = None

    def _fresh(self) -> HTTPSession:
        if self._session is not None and time.monotonic() - self._rested_since > _MAX_REST:
            self.close()
        if self._session is None:
            self._session = open_session()
        return self._session


class Clients:
    """Clients for many threads: each call borrows one, so that connections are kept from one to the next."""

    def __init__(self) -> None:
        self._resting: list[Client] = []

    @contextmanager
    def borrowed(self) -> Iterator[Client]:
        """A client for this thread alone, the one that rested least."""
        try:
            client = self._resting.pop()
        except IndexError:
            client = Client()
        try:
            yield client
        finally:
            self._resting.append(client)

    def close(self) -> None:
        """Ends the connections of clients that nobody has borrowed; never raises."""
        while self._resting:
            self._resting.pop().close()


def call(
    method: str,
    url: str,
    *,
    headers: Mapping[str, str],
    body: bytes | None = None,
    timeout: float,
    max_bytes: int = MAX_BYTES,
) -> Answer:
    """One call over a connection of its own; see `Client.call`."""
    with closing(Client()) as client:
        return client.call(method, url, headers=headers, body=body, timeout=timeout, max_bytes=max_bytes)


def check_url(url: str) -> None:
    """Raises CallFailed for anything but a plain address on an allowed port."""
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS.get(parts.scheme)
    except ValueError as error:
        raise CallFailed(Failure.URL_REFUSED, f"not an address: {error}") from error
    if parts.scheme not in _PORTS or not parts.hostname or "@" in parts.netloc:
        raise CallFailed(Failure.URL_REFUSED, "must be http:// or https:// and a host, without a password")
    allowed = settings.OUTBOUND_HTTP_PORTS
    if allowed and port not in allowed:
        raise CallFailed(Failure.URL_REFUSED, f"port {port} is not allowed; allowed are {sorted(allowed)}")


def _read(response: requests.Response, max_bytes: int, current: Exchange, *, cut: bool) -> bytes:
    """The body as it came over the wire; nothing is unpacked, so that nothing can swell."""
    chunks: list[bytes] = []
    size = 0
    for chunk in response.raw.stream(_CHUNK, decode_content=False):
        size += len(chunk)
        if size > max_bytes and cut:
            return b"".join([*chunks, chunk])[:max_bytes]
        if size > max_bytes:
            raise CallFailed(Failure.TOO_LARGE, f"the answer has more than {max_bytes} bytes", written=True)
        if current.passed():
            raise CallFailed(Failure.TIMEOUT, "the answer was not complete in time", written=True)
        chunks.append(chunk)
    if current.passed():
        # The watch has cut the connection; without a length given, that looks like the end of the body.
        raise CallFailed(Failure.TIMEOUT, "the answer was not complete in time", written=True)
    return b"".join(chunks)


def _failed(error: Exception, current: Exchange) -> CallFailed:
    reason, words = _reason(error, current)
    return CallFailed(reason, words, written=current.written)


def _reason(error: Exception, current: Exchange) -> tuple[Failure, str]:
    """The failure in words of ours: those of the libraries repeat the address with whatever secrets it holds."""
    if isinstance(error, InvalidIPAddress | AddressRefused):
        return Failure.ADDRESS_REFUSED, f"the address is not a public one ({error})"
    if current.passed() or isinstance(error, requests.Timeout | ReadTimeoutError | TimeoutError):
        return Failure.TIMEOUT, "no complete answer in time"
    if isinstance(error, requests.exceptions.InvalidURL | requests.exceptions.InvalidHeader):
        return Failure.URL_REFUSED, "the address or a header is malformed"
    cause = _cause(error)
    if isinstance(error, requests.exceptions.SSLError | SSLError):
        return Failure.TLS, getattr(cause, "verify_message", "") or "no secure connection came about"
    if isinstance(error, requests.ConnectionError | requests.exceptions.ChunkedEncodingError | HTTPError | OSError):
        known = next((words for kind, words in _NO_CONNECTION if isinstance(cause, kind)), "")
        return Failure.CONNECTION, known or f"the connection was not made, or broke ({type(cause).__name__})"
    return Failure.URL_REFUSED, "the address or a header is malformed"


def _cause(error: BaseException) -> BaseException:
    """The first error of the chain that led to this one."""
    while (earlier := error.__cause__ or error.__context__) is not None:
        error = earlier
    return error
