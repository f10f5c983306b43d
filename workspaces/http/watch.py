"""One thread that does things at their time, for all calls of the process: a thread for each would cost too much."""

import heapq
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(order=True, slots=True)
class Alarm:
    """Something to do at a moment of the machine's own clock."""

    at: float
    do: Callable[[], None] | None = field(compare=False)

    def cancel(self) -> None:
        """From now on it is not begun any more; it may be under way."""
        self.do = None


class Watch:
    """Alarms of any number of threads. What is done must be quick and must not raise."""

    def __init__(self) -> None:
        self._begin()
        # A fork takes no threads along, and a lock in whatever state it is.
        os.register_at_fork(after_in_child=self._begin)

    def _begin(self) -> None:
        self._alarms: list[Alarm] = []
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None

    def call_at(self, at: float, do: Callable[[], None]) -> Alarm:
        """Does it at that moment (`time.monotonic`), or as soon as it can afterwards."""
        alarm = Alarm(at, do)
        with self._changed:
            heapq.heappush(self._alarms, alarm)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="watch", daemon=True)
                self._thread.start()
            elif self._alarms[0] is alarm:
                self._changed.notify()
        return alarm

    def _run(self) -> None:
        while True:
            with self._changed:
                while not self._alarms or (rest := self._alarms[0].at - time.monotonic()) > 0:
                    self._changed.wait(rest if self._alarms else None)
                do = heapq.heappop(self._alarms).do
            if do is not None:
                do()
