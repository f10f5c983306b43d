"""Wakes a stage once the current transaction has committed, so that it need not wait for its next tick.

A nudge is a hint and may be lost: the tick finds the work anyway. So it never fails or delays its caller for long.
"""

import dataclasses
import time

import structlog
from celery import current_app
from django.db import connection, transaction

# A nudge that no worker took within this is worth nothing: ticks have come since.
_EXPIRES_SECONDS = 10
# After a failure the process stops trying for so long, as each try may cost a connection time-out.
_QUIET_SECONDS = 15.0
_log = structlog.get_logger(__name__)


@dataclasses.dataclass
class _Breaker:
    quiet_until: float = 0.0


_breaker = _Breaker()


@dataclasses.dataclass(frozen=True)
class _Nudge:
    """Sends the task by its name; equal nudges of one transaction are sent once."""

    task: str
    args: tuple[str | int, ...]

    def __call__(self) -> None:
        if time.monotonic() < _breaker.quiet_until:
            return
        try:
            current_app.send_task(self.task, args=self.args, expires=_EXPIRES_SECONDS, retry=False)
        except Exception as error:  # noqa: BLE001 - every transport raises errors of its own
            _breaker.quiet_until = time.monotonic() + _QUIET_SECONDS
            _log.warning("nudge_failed", task=self.task, error=repr(error))


def nudge(task: str, *args: str | int) -> None:
    """Send the task named `task` on commit; at most once per transaction for the same arguments."""
    wish = _Nudge(task, args)
    if not any(callback == wish for _, callback, *_ in connection.run_on_commit):
        transaction.on_commit(wish)
