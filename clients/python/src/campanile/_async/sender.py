"""Sends events from a buffer in a task of the running loop."""

import asyncio
import warnings
from collections.abc import Awaitable, Callable, Sequence
from typing import Self, Unpack

from campanile._buffer import Buffer, OnRefused, log, may_pass
from campanile.errors import CampanileError
from campanile.models import EventFields, EventsTaken


class AsyncEventSender:
    """Takes events at once and sends them in batches. Each gets a key, so that it counts once however often it is sent.

    While the server can't be reached the events wait; `flush` and `aclose` raise what could not be delivered. A loop
    that ends takes its tasks along, so use it in an `async with` block.
    """

    def __init__(
        self,
        bulk: Callable[[Sequence[EventFields]], Awaitable[EventsTaken]],
        *,
        batch: int,
        every: float,
        most_waiting: int,
        on_refused: OnRefused | None = None,
    ) -> None:
        self._bulk = bulk
        self._every = every
        self._buffer = Buffer(batch=batch, most_waiting=most_waiting, on_refused=on_refused)
        self._full = asyncio.Event()
        self._closing = asyncio.Event()
        self._sending = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None

    @property
    def waiting(self) -> int:
        """How many events wait to be sent."""
        return len(self._buffer)

    def send(self, **event: Unpack[EventFields]) -> str:
        """Takes one event and answers its key. Raises BufferFull, and CampanileError once it is closed."""
        if self._closing.is_set():
            raise CampanileError("The sender is closed.")
        key = self._buffer.add(event)
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._run())
        if len(self._buffer) >= self._buffer.batch:
            self._full.set()
        return key

    async def flush(self) -> None:
        """Sends everything now. Raises what went wrong; events that may still be delivered go on waiting."""
        error = await self._deliver()
        self._buffer.refuse_aside()
        if error is not None:
            raise error

    async def aclose(self) -> None:
        """Sends everything and takes no more. Raises UndeliveredEvents with those that could not be delivered."""
        self._closing.set()
        self._full.set()
        task, self._task = self._task, None
        if task is not None:
            await task
        self._buffer.give_up(await self._deliver())

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *reason: object) -> None:
        await self.aclose()

    def __del__(self) -> None:
        if len(self._buffer):
            words = f"{len(self._buffer)} event(s) were not sent: the sender was not closed"
            warnings.warn(words, ResourceWarning, source=self, stacklevel=2)
            log.error("%s", words)

    async def _run(self) -> None:
        while not self._closing.is_set():
            await _happened(self._full, self._every)
            self._full.clear()
            if self._closing.is_set():
                return
            if (error := await self._deliver()) is not None:
                log.warning("%d event(s) wait for the next try: %s", self.waiting, error)
                await _happened(self._closing, self._every)

    async def _deliver(self) -> CampanileError | None:
        """Sends until nothing waits; answers what stopped it."""
        async with self._sending:
            while batch := self._buffer.head():
                try:
                    taken = await self._bulk(batch)
                except CampanileError as error:
                    if may_pass(error):
                        return error
                    self._buffer.put_aside(len(batch), error)
                else:
                    self._buffer.tell_refused(self._buffer.settle(taken))
            return None


async def _happened(event: asyncio.Event, within: float) -> None:
    """Waits for it, but not longer than `within` seconds."""
    try:
        async with asyncio.timeout(within):
            await event.wait()
    except TimeoutError:
        return
