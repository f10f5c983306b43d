"""Sends events from a buffer in a thread of its own, and what is left when the program ends."""

import atexit
import os
import threading
import weakref
from collections.abc import Callable, Sequence
from functools import partial
from typing import Self, Unpack

from campanile._buffer import Buffer, OnRefused, log, may_pass
from campanile.errors import CampanileError, UndeliveredEvents
from campanile.models import EventFields, EventsTaken


class EventSender:
    """Takes events at once and sends them in batches. Each gets a key, so that it counts once however often it is sent.

    While the server can't be reached the events wait; `flush` and `close` raise what could not be delivered. Nothing is
    dropped without an error, a callback or a line in the log of `campanile`.
    """

    def __init__(
        self,
        bulk: Callable[[Sequence[EventFields]], EventsTaken],
        *,
        batch: int,
        every: float,
        most_waiting: int,
        on_refused: OnRefused | None = None,
    ) -> None:
        self._bulk = bulk
        self._every = every
        self._new_buffer = partial(Buffer, batch=batch, most_waiting=most_waiting, on_refused=on_refused)
        self._buffer = self._new_buffer()
        self._changed, self._sending = threading.Condition(), threading.Lock()
        self._thread: threading.Thread | None = None
        self._closed = False
        _open.add(self)

    @property
    def waiting(self) -> int:
        """How many events wait to be sent."""
        with self._changed:
            return len(self._buffer)

    def send(self, **event: Unpack[EventFields]) -> str:
        """Takes one event and answers its key. Raises BufferFull, and CampanileError once it is closed."""
        with self._changed:
            if self._closed:
                raise CampanileError("The sender is closed.")
            key = self._buffer.add(event)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="campanile-events", daemon=True)
                self._thread.start()
            if len(self._buffer) >= self._buffer.batch:
                self._changed.notify_all()
        return key

    def flush(self) -> None:
        """Sends everything now. Raises what went wrong; events that may still be delivered go on waiting."""
        error = self._deliver()
        with self._changed:
            self._buffer.refuse_aside()
        if error is not None:
            raise error

    def close(self) -> None:
        """Sends everything and takes no more. Raises UndeliveredEvents with those that could not be delivered."""
        with self._changed:
            self._closed = True
            thread, self._thread = self._thread, None
            self._changed.notify_all()
        if thread is not None:
            thread.join()
        error = self._deliver()
        _open.discard(self)
        with self._changed:
            self._buffer.give_up(error)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *reason: object) -> None:
        self.close()

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._closed or len(self._buffer) >= self._buffer.batch, self._every)
                if self._closed:
                    return
            if (error := self._deliver()) is not None:
                log.warning("%d event(s) wait for the next try: %s", self.waiting, error)
                with self._changed:
                    self._changed.wait_for(lambda: self._closed, self._every)

    def _deliver(self) -> CampanileError | None:
        """Sends until nothing waits; answers what stopped it."""
        with self._sending:
            while True:
                with self._changed:
                    batch = self._buffer.head()
                if not batch:
                    return None
                try:
                    taken = self._bulk(batch)
                except CampanileError as error:
                    if may_pass(error):
                        return error
                    with self._changed:
                        self._buffer.put_aside(len(batch), error)
                    continue
                with self._changed:
                    refused = self._buffer.settle(taken)
                self._buffer.tell_refused(refused)

    def _forget_in_child(self) -> None:
        """After a fork the parent still has these events and its thread; the child begins with none."""
        self._buffer = self._new_buffer()
        self._changed, self._sending = threading.Condition(), threading.Lock()
        self._thread = None


_open: "weakref.WeakSet[EventSender]" = weakref.WeakSet()


def _close_all() -> None:
    for sender in list(_open):
        try:
            sender.close()
        except UndeliveredEvents as error:
            log.error("%s when the program ended: %s", error, error.__cause__)


def _after_fork() -> None:
    for sender in list(_open):
        sender._forget_in_child()


atexit.register(_close_all)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
