"""Transactions that stand still when a test wants it, on connections of their own, and work beside them."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from django.db import connection, connections, transaction

_SECONDS = 30.0
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


@contextmanager
def beside(work: Callable[[], Any]) -> Iterator["Future[Any]"]:
    """Does `work` on a connection of its own."""

    def run() -> Any:
        try:
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        yield pool.submit(run)


def until_waiting(others: "Future[Any]", number: int = 1) -> None:
    """Returns once so many transactions wait for a lock; fails where the work ends without having waited."""
    pause = threading.Event()
    for _ in range(3_000):
        with connection.cursor() as cursor:
            cursor.execute(_WAITING)
            if cursor.fetchone()[0] >= number:
                return
        assert not others.done(), others.exception() or "it did not wait"
        pause.wait(0.01)
    raise AssertionError("nobody came to wait for a lock")
