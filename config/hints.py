"""Messages to workers are hints that there may be work; one that has been answered by now is dropped unread."""

import time
from typing import Any, Literal

from celery.signals import before_task_publish
from celery.worker.request import Request

_SENT_AT = "sent_at"
# Per task of this worker: when it last began, in seconds since the epoch.
_begun: dict[str, float] = {}


@before_task_publish.connect
def note_moment(headers: dict[str, Any] | None = None, **kwargs: Any) -> None:
    """Put the moment of sending on the message."""
    if headers is not None:
        headers[_SENT_AT] = time.time()


class Hint(Request):
    """What Celery holds of a received message, while its task waits or runs.

    A run that began after a hint was sent has looked for the work that the hint tells of. A worker that is slower than
    the ticks so does each task once and goes on to the next. If it did all of them in their order, they would grow
    older and older in the queue, until those that expire first would never be done at all.
    """

    def maybe_expire(self) -> Literal[True] | None:
        """Whether to drop it: too old, or answered. Celery asks this only of messages that expire, as hints do."""
        return super().maybe_expire() or (True if self._is_answered() else None)

    def on_accepted(self, pid: Any, time_accepted: float) -> None:
        """Note when the task began, as soon as a process of the pool says so."""
        super().on_accepted(pid, time_accepted)
        if self._asks_for_everything():
            _begun[self.name] = self.time_start or 0.0

    def _is_answered(self) -> bool:
        sent_at = self.request_dict.get(_SENT_AT)
        return sent_at is not None and self._asks_for_everything() and sent_at < _begun.get(self.name, 0.0)

    def _asks_for_everything(self) -> bool:
        return not self.args and not self.kwargs
