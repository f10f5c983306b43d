"""Working one step ahead: while the database stores a chunk, the next one is read and checked in a thread beside it."""

import sys
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")
# A thread that computes keeps the interpreter for 5 ms unless told otherwise, and the one that has the database's
# answer would wait for that long at each of a dozen statements a chunk.
_SWITCH_SECONDS = 0.0005


@contextmanager
def one_ahead(make: Callable[[], T | None]) -> Generator[Generator[T]]:
    """What `make` returns again and again until it is None, made in a thread, at most one more than was taken.

    `make` must not touch the database. What it raises is raised where its result would have been taken.
    """
    usual = sys.getswitchinterval()
    sys.setswitchinterval(_SWITCH_SECONDS)
    try:
        with ThreadPoolExecutor(1, thread_name_prefix="ahead") as pool:
            yield _taken(make, pool)
    finally:
        sys.setswitchinterval(usual)


def _taken(make: Callable[[], T | None], pool: ThreadPoolExecutor) -> Generator[T]:
    upcoming = pool.submit(make)
    while (made := upcoming.result()) is not None:
        upcoming = pool.submit(make)
        yield made
