"""Calls to others, many at a time: threads make them, and one thread alone speaks to the database."""

import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import Generic, TypeVar

CallT = TypeVar("CallT")
OutcomeT = TypeVar("OutcomeT")

# For so long a round takes in further calls; then it ends with those under way, so that its worker can be stopped.
ROUND_SECONDS = 5.0
# Calls that end within this of one another are written down together.
_GATHER_SECONDS = 0.02
# While calls are under way, new ones are looked for at least so often.
_LOOK_SECONDS = 0.5


class Round(ABC, Generic[CallT, OutcomeT]):
    """Calls under way in this process: claimed for the threads that are free, settled in sets as they end."""

    def __init__(self, size: int, name: str) -> None:
        self._size = size
        self._name = name
        self._flying: dict[Future[OutcomeT], CallT] = {}
        self._until = time.monotonic() + ROUND_SECONDS

    def run_all(self) -> tuple[int, bool]:
        """Makes calls until none is due, or the time is up and those under way have ended: how many are over, and
        whether there may be more."""
        done = 0
        with ThreadPoolExecutor(self._size, thread_name_prefix=self._name) as pool:
            while (more := self._refill(pool)) or self._flying:
                done += self._collect()
                if not self._flying and time.monotonic() >= self._until:
                    return done, True
        return done, more

    @abstractmethod
    def claim(self, free: int, under_way: Collection[CallT]) -> Sequence[tuple[CallT, Callable[[], OutcomeT]]] | None:
        """Leases up to `free` calls, each with what makes it in a thread; None where there was nothing at all."""

    @abstractmethod
    def settle(self, outcomes: Sequence[tuple[CallT, OutcomeT]]) -> int:
        """Writes down what became of calls; how many are over."""

    @abstractmethod
    def broken(self, error: BaseException) -> OutcomeT:
        """The outcome of a call that ended with an error of our own."""

    def _refill(self, pool: ThreadPoolExecutor) -> bool:
        """Claims calls for the threads that are free, if a good part of them is; whether there were any."""
        free = self._size - len(self._flying)
        if time.monotonic() >= self._until or free * 4 < self._size:
            return False
        claimed = self.claim(free, self._flying.values())
        for call, make in claimed or ():
            self._flying[pool.submit(make)] = call
        return claimed is not None

    def _collect(self) -> int:
        """Waits for calls to end and writes down what became of them."""
        if not self._flying:
            return 0
        ended, _ = wait(self._flying, timeout=_LOOK_SECONDS, return_when=FIRST_COMPLETED)
        if ended:
            ended, _ = wait(self._flying, timeout=_GATHER_SECONDS)
        outcomes = [(self._flying.pop(future), self._outcome(future)) for future in ended]
        return self.settle(outcomes) if outcomes else 0

    def _outcome(self, future: Future[OutcomeT]) -> OutcomeT:
        error = future.exception()
        return future.result() if error is None else self.broken(error)
