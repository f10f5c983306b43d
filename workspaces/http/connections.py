"""The connections of the client: each is looked at once more right before it is opened, cut when its time is up, and
tells when anything is written to it.

A socket's time-out begins anew with every byte, so that a server which sends one now and then would hold the caller for
ever; hence the deadline.
"""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from http.cookiejar import DefaultCookiePolicy
from typing import Any

from django.conf import settings
from requests.adapters import HTTPAdapter
from requests_hardened import Config, HTTPSession
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from workspaces.http.addresses import AddressRefused, is_public
from workspaces.http.watch import Watch

# Only where a caller gives none.
_LONGEST = 60.0


class Line:
    """What a connection is cut by: a copy of its socket, made once. TLS takes the descriptor over, and a number that
    was closed may be somebody else's."""

    def __init__(self, opened: socket.socket) -> None:
        self._copy = opened.dup()
        self._lock = threading.Lock()

    def cut(self) -> None:
        """Ends whatever is being read or written; does nothing once it is closed."""
        with self._lock, suppress(OSError):
            self._copy.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Lets go of the copy."""
        with self._lock:
            self._copy.close()


class Exchange:
    """One request and its answer: when they must be over, by the machine's own clock, the sockets that are cut then,
    and whether anything was written."""

    def __init__(self, seconds: float) -> None:
        self.at = time.monotonic() + seconds
        self.written = False
        self._lock = threading.Lock()
        self._lines: list[Line] = []
        self._owned: list[Line] = []
        self._cut = False

    def passed(self) -> bool:
        """Whether the moment has come."""
        return time.monotonic() >= self.at

    def add(self, line: Line) -> None:
        """From now on this connection is cut, too; at once where the moment has come."""
        with self._lock:
            self._lines.append(line)
            if self._cut:
                line.cut()

    def own(self, opened: socket.socket) -> None:
        """As `add`, for a connection that this exchange alone uses."""
        line = Line(opened)
        self.add(line)
        self.inherit(line)

    def inherit(self, line: Line) -> None:
        """Its connection is done with it, but an answer may still be read: it is let go at the end."""
        self._owned.append(line)

    def cut(self) -> None:
        """Ends whatever is still being read or written."""
        with self._lock:
            self._cut = True
            for line in self._lines:
                line.cut()

    def close(self) -> None:
        """Lets go of the connections, which others may use from now on."""
        with self._lock:
            self._lines.clear()
        for line in self._owned:
            line.close()


_exchange: ContextVar[Exchange] = ContextVar("exchange")
_watch = Watch()


@contextmanager
def exchange(seconds: float) -> Iterator[Exchange]:
    """What sessions do inside belongs to this exchange, and is cut when its time is up. For one thread."""
    current = Exchange(seconds)
    token = _exchange.set(current)
    alarm = _watch.call_at(current.at, current.cut)
    try:
        yield current
    finally:
        alarm.cancel()
        _exchange.reset(token)
        current.close()


def open_session() -> HTTPSession:
    """Resolves a name at each request, checks the address and connects to that address; knows no proxies and no
    redirects. It may be kept, and works inside an `exchange` only."""
    session = HTTPSession(
        Config(
            ip_filter_enable=True,
            ip_filter_allow_loopback_ips=settings.OUTBOUND_HTTP_ALLOW_LOOPBACK,
            never_redirect=True,
            default_timeout=(_LONGEST, _LONGEST),
        )
    )
    session.trust_env = False
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    for adapter in session.adapters.values():
        if isinstance(adapter, HTTPAdapter):
            adapter.poolmanager.pool_classes_by_scheme = _POOLS
    return session


def _check(host: str, port: int | None) -> None:
    """The last look at what is really connected to, however its name was spelt. Raises AddressRefused."""
    try:
        public = is_public(host.strip("[]"), loopback=settings.OUTBOUND_HTTP_ALLOW_LOOPBACK)
    except ValueError as error:
        raise AddressRefused(f"{host} was not resolved") from error
    if not public:
        raise AddressRefused(host.strip("[]"))
    allowed = settings.OUTBOUND_HTTP_PORTS
    if allowed and port not in allowed:
        raise AddressRefused(f"port {port}")


class _Watched:
    """What both kinds of connections do beside connecting: they belong to the exchange that uses them."""

    host: str
    port: int
    sock: socket.socket | None
    _line: Line | None = None  # of the socket below TLS, which can't be copied any more

    def _new_conn(self) -> socket.socket:
        _check(self.host, self.port)
        opened: socket.socket = super()._new_conn()  # type: ignore[misc]
        self._line = Line(opened)
        _exchange.get().add(self._line)
        return opened

    def putrequest(self, *args: Any, **options: Any) -> None:
        if self.sock is not None and self._line is not None:
            _exchange.get().add(self._line)
        super().putrequest(*args, **options)  # type: ignore[misc]

    def send(self, data: Any) -> None:
        if self.sock is None:
            self.connect()
        _exchange.get().written = True
        super().send(data)  # type: ignore[misc]

    def connect(self) -> None:
        super().connect()  # type: ignore[misc]

    def close(self) -> None:
        if self._line is not None:
            current = _exchange.get(None)
            if current is None:
                self._line.close()
            else:
                current.inherit(self._line)
            self._line = None
        super().close()  # type: ignore[misc]


class _Plain(_Watched, HTTPConnection):
    pass


class _Secure(_Watched, HTTPSConnection):
    pass


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _Plain


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _Secure


_POOLS = {"http": _PlainPool, "https": _SecurePool}
