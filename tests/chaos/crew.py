"""Starts workers, and does to them what can happen to processes: kill -9, being stopped for a while, a polite end."""

import multiprocessing
import os
import signal
from datetime import timedelta
from multiprocessing.context import ForkServerContext
from pathlib import Path

from django.db import connection

from tests.chaos.worker import Orders, work
from tests.processes import wait_until

# Longer than a busy machine may keep a living worker waiting; tests whose workers are dead let it run out themselves.
LEASE_SECONDS = 20.0


def forks() -> ForkServerContext:
    """Forks processes from one that has loaded Django and the tasks, and holds no connection."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.chaos.preload", "tests.chaos.worker"])
    return context


class Worker:
    """One running worker."""

    def __init__(self, context: ForkServerContext, orders: Orders) -> None:
        self.log = Path(orders.log)
        self._rounds, self._faults = context.RawValue("l", 0), context.RawValue("l", 0)
        self._process = context.Process(target=work, args=(orders, self._rounds, self._faults), daemon=True)
        self._process.start()

    @property
    def rounds(self) -> int:
        """How many rounds it has finished."""
        return int(self._rounds.value)

    @property
    def faults(self) -> int:
        """How many tasks have raised."""
        return int(self._faults.value)

    @property
    def has_crashed(self) -> bool:
        """Whether it died of SIGKILL."""
        return bool(self._process.exitcode == -signal.SIGKILL)

    def signal(self, number: signal.Signals) -> None:
        """Sends a signal, unless it has ended."""
        if self._process.pid is not None and self._process.is_alive():
            os.kill(self._process.pid, number)

    def kill(self) -> None:
        """kill -9, and waits until it is gone."""
        self.signal(signal.SIGKILL)
        self._process.join(10)

    def stop(self) -> None:
        """Lets it finish its round."""
        self.signal(signal.SIGTERM)
        self._process.join(20)
        if self._process.is_alive():
            self.kill()
            raise AssertionError(f"a worker did not end:\n{self.tail()}")

    def tail(self) -> str:
        """The last lines of its log."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-40:]) if self.log.exists() else ""


class Crew:
    """All workers of a test."""

    def __init__(self, logs: Path) -> None:
        self.workers: list[Worker] = []
        self._logs = logs
        self._context = forks()

    def start(
        self, crash_point: str = "", *, clock_skew: timedelta = timedelta(), lease_seconds: float = LEASE_SECONDS
    ) -> Worker:
        """A worker on the test's database, armed with a crash point (`name:n`, the n-th time it is passed)."""
        orders = Orders(
            database=str(connection.settings_dict["NAME"]),
            log=str(self._logs / f"worker-{len(self.workers)}.log"),
            lease_seconds=lease_seconds,
            crash_point=crash_point,
            clock_skew=clock_skew,
        )
        self.workers.append(Worker(self._context, orders))
        return self.workers[-1]

    def crash(self, crash_point: str) -> None:
        """Starts a worker and waits until it has killed itself at the point."""
        worker = self.start(crash_point)
        wait_until(lambda: worker.has_crashed, what=lambda: f"never at {crash_point}:\n{worker.tail()}")

    def wait_rounds(self, number: int) -> None:
        """Waits until every living worker has finished `number` rounds that began from now on."""
        goals = [(worker, worker.rounds + number + 1) for worker in self.workers if not worker.has_crashed]
        wait_until(lambda: all(worker.rounds >= goal for worker, goal in goals), what=self.tails)

    def stop(self) -> None:
        """Ends everybody politely; nobody's task may have raised."""
        for worker in self.workers:
            worker.stop()
        assert [worker.faults for worker in self.workers] == [0] * len(self.workers), self.tails()

    def end(self) -> None:
        """Kills whoever still runs."""
        for worker in self.workers:
            worker.kill()

    def tails(self) -> str:
        """What everybody logged last."""
        return "\n".join(f"--- {worker.log.name}\n{worker.tail()}" for worker in self.workers)
