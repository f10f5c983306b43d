"""Something useful to do while the database works on a statement: the wait for a commit's disk is most of its time.

What is done must not need the database itself: its one connection is busy. `DatabaseBusy` says so to whoever asks.
"""

import select
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from typing import Any, Never, TypeVar

from django.db import connection
from psycopg.waiting import Ready, Wait

ResultT = TypeVar("ResultT")
_Talk = Generator[Wait, Ready, ResultT]

_WAKES = ((Wait.R, select.POLLIN), (Wait.W, select.POLLOUT))
# Errors and hang-ups wake whoever waits for anything: the driver finds out what it is.
_READY = ((Ready.R, ~select.POLLOUT), (Ready.W, ~select.POLLIN))


class DatabaseBusy(Exception):
    """The connection is in the middle of a statement; ask again when that is over."""


@contextmanager
def working_meanwhile(work: Callable[[], bool]) -> Iterator[None]:
    """Calls `work` again and again while statements of the block are on their way, until it says that there is no more.

    What `work` raises comes out of the statement, once that is over.
    """
    connection.ensure_connection()
    driver = connection.connection

    def wait(talk: _Talk[ResultT], interval: float = 0.0, timeout: float | None = None) -> ResultT:
        return _wait(talk, driver.pgconn.socket, work)

    # The driver leaves it to this method how a connection's answers are waited for.
    driver.wait = wait
    try:
        yield
    finally:
        del driver.wait


def _wait(talk: _Talk[ResultT], socket: int, work: Callable[[], bool]) -> ResultT:
    raised: BaseException | None = None
    more = True
    poll = select.poll()
    try:
        wanted = next(talk)
        while True:
            poll.register(socket, sum(event for side, event in _WAKES if wanted & side))
            ready = _polled(poll, wanted, patient=not more)
            if not ready:
                with connection.execute_wrapper(_refuse):
                    while not ready:
                        more, raised = _worked(work)
                        ready = _polled(poll, wanted, patient=not more)
            wanted = talk.send(ready)
    except StopIteration as end:
        if raised is not None:
            raise raised from None
        result: ResultT = end.value
        return result


def _worked(work: Callable[[], bool]) -> tuple[bool, BaseException | None]:
    try:
        return work(), None
    except BaseException as error:  # noqa: BLE001 - the statement comes first: it must not be left half-way
        return False, error


def _refuse(*_: Any) -> Never:
    raise DatabaseBusy


def _polled(poll: select.poll, wanted: Wait, *, patient: bool) -> Ready | None:
    """What the one socket is ready for of what is wanted; None where it is not, and there is something else to do."""
    events = poll.poll(None if patient else 0)
    if not events:
        return None
    return Ready(sum(side for side, mask in _READY if events[0][1] & mask and wanted & side))
