"""A session with a vendor's HTTP API: several requests on their way at once, outcomes in the order of the messages.

Each thread has a connection of its own, which is kept. No thread touches the database. What requests and answers are is
the API's (http_api.py).
"""

from collections import deque
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from queue import Empty, SimpleQueue
from threading import Event
from typing import Generic, TypeVar

import structlog

from messaging.providers.base import Ambiguous, Envelope, Outcome, Retry, Session, always, idle
from messaging.providers.http_api import HttpApi
from workspaces.http import Client

PayloadT = TypeVar("PayloadT")

CONCURRENCY = 16
_log = structlog.get_logger(__name__)


class HttpSession(Session[PayloadT], Generic[PayloadT]):
    """See `Session`. Connections are made when they are first needed."""

    def __init__(self, api: HttpApi[PayloadT], concurrency: int = CONCURRENCY) -> None:
        self._api = api
        self._concurrency = concurrency
        self._threads: ThreadPoolExecutor | None = None
        self._clients: SimpleQueue[Client] = SimpleQueue()
        self._closed = False

    def prepare(self) -> None:
        """See `Session.prepare`. Whether the API can be reached, the first message will show."""
        with self._client() as client:
            self._api.prepare(client)

    def check(self) -> None:
        """See `Session.check`."""
        with self._client() as client:
            self._api.prepare(client)
            self._api.check(client)

    def send_all(
        self,
        envelopes: Sequence[Envelope[PayloadT]],
        *,
        go_on: Callable[[], bool] = always,
        meanwhile: Callable[[], None] = idle,
    ) -> Generator[Outcome]:
        """See `Session.send_all`."""
        waiting = iter(envelopes)
        begun: deque[Future[Outcome]] = deque()
        fault = Event()
        more = True
        try:
            while True:
                while more and len(begun) < self._concurrency:
                    envelope = None if fault.is_set() else next(waiting, None)
                    more = envelope is not None and go_on()
                    if envelope is not None and more:
                        begun.append(self._pool().submit(self._send, envelope, fault))
                if not begun:
                    return
                if not begun[0].done():
                    meanwhile()
                yield begun.popleft().result()
        finally:
            # Left early, by an error: what hasn't been begun need not begin.
            for future in begun:
                future.cancel()

    def close(self) -> None:
        """See `Session.close`. Requests on their way go on to their end, unheard."""
        self._closed = True
        if self._threads is not None:
            self._threads.shutdown(wait=False, cancel_futures=True)
            self._threads = None
        while True:
            try:
                self._clients.get_nowait().close()
            except Empty:
                return

    def _send(self, envelope: Envelope[PayloadT], fault: Event) -> Outcome:
        try:
            with self._client() as client:
                outcome = self._api.send(client, envelope)
        except Exception as error:  # noqa: BLE001 - a session never raises, and what happened before is not known
            _log.exception("provider_crashed", key=envelope.key)
            return Ambiguous("no_answer", f"an unexpected error: {type(error).__name__}")
        if isinstance(outcome, Retry) and outcome.provider_fault:
            fault.set()
        return outcome

    @contextmanager
    def _client(self) -> Generator[Client]:
        """A client that nobody else uses meanwhile."""
        try:
            client = self._clients.get_nowait()
        except Empty:
            client = Client()
        try:
            yield client
        finally:
            if self._closed:
                client.close()
            else:
                self._clients.put(client)

    def _pool(self) -> ThreadPoolExecutor:
        if self._threads is None:
            self._threads = ThreadPoolExecutor(self._concurrency, thread_name_prefix="provider")
        return self._threads
