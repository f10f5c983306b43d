"""Transactions that stand still when a test wants it, on connections of their own, and work beside them."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import connection, connections, transaction

T = TypeVar("T")
_SECONDS = 60.0
_WAITING = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND wait_event_type = 'Lock' AND pid <> pg_backend_pid()
"""


@contextmanager
def held_open(work: Callable[[], Any]) -> Iterator[Callable[[], Any]]:
    """Does `work` in a transaction that stays open; calling what is yielded commits it and answers what it returned."""
    done, go_on = threading.Event(), threading.Event()
    answer: list[Any] = []

    def run() -> None:
        try:
            with transaction.atomic():
                answer.append(work())
                done.set()
                assert go_on.wait(_SECONDS)
        finally:
            done.set()
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(run)
        assert done.wait(_SECONDS)

        def commit() -> Any:
            go_on.set()
            running.result(_SECONDS)
            return answer[0]

        try:
            yield commit
        finally:
            go_on.set()


def at_once(*works: Callable[[], T]) -> list[T]:
    """Does the works at the same time, each on a connection of its own; their answers, in order.

    What one of them raises is raised when all have ended.
    """
    start = threading.Barrier(len(works), timeout=_SECONDS)

    def run(work: Callable[[], T]) -> T:
        start.wait()
        return work()

    with ThreadPoolExecutor(len(works)) as pool:
        running = [pool.submit(_closing(run), work) for work in works]
    return [each.result() for each in running]


def elsewhere(work: Callable[[], T]) -> T:
    """Does `work` to its end, commit included, on a connection of its own."""
    return at_once(work)[0]


@contextmanager
def beside(work: Callable[[], T]) -> Iterator["Future[T]"]:
    """Does `work` on a connection of its own, while the block runs; who wants its answer or its error asks for it."""
    with ThreadPoolExecutor(1) as pool:
        yield pool.submit(_closing(work))


@contextmanager
def together(*works: Callable[[], T]) -> Iterator["list[Future[T]]"]:
    """Does the works, each on a connection of its own, while the block runs; what they raise is raised at its end."""
    with ThreadPoolExecutor(len(works)) as pool:
        running = [pool.submit(_closing(work)) for work in works]
        yield running
    for each in running:
        each.result()


def _closing(work: Callable[..., T]) -> Callable[..., T]:
    def run(*values: Any) -> T:
        try:
            return work(*values)
        finally:
            connections.close_all()

    return run


def until_waiting(others: "Future[Any]", number: int = 1) -> None:
    """Returns once so many transactions wait for a lock; fails where the work ends without having waited."""
    pause = threading.Event()
    for _ in range(3_000):
        with connection.cursor() as cursor:
            # In a transaction of the test's own, who works is otherwise as the first question found it.
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(_WAITING)
            if cursor.fetchone()[0] >= number:
                return
        assert not others.done(), others.exception() or "it did not wait"
        pause.wait(0.01)
    raise AssertionError("nobody came to wait for a lock")
