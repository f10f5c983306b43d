"""The pulse of a busy worker: while all of its children work, none takes the heartbeat's task, and yet it is not dead.

A thread of the worker's main process looks at them now and then, and notes it. Where all have been at the same tasks
for very long they are no longer believed: they hang. Workers import this by CELERY_IMPORTS, once there are models.
"""

import time
from collections.abc import Callable, Collection, Iterable
from threading import Thread

import structlog
from celery.signals import worker_ready
from celery.worker.consumer import Consumer
from celery.worker.request import Request
from celery.worker.state import active_requests
from django.db import DatabaseError, InterfaceError, connection

from workspaces.models import ProcessRole
from workspaces.services.heartbeats import heartbeat_busy

SECONDS = 5.0
# Longer than any import, export or round of deliveries to slow servers should take.
BELIEVED_SECONDS = 1_800.0
_ROLES = {"campanile": ProcessRole.WORKER, "delivery": ProcessRole.DELIVERY}

_log = structlog.get_logger(__name__)


class Pulse:
    """Looks at what is `under_way` in a worker of so many `children` that serves these queues."""

    def __init__(self, queues: Iterable[str], children: int, under_way: Callable[[], Collection[Request]]) -> None:
        self._roles = [_ROLES[queue] for queue in queues if queue in _ROLES]
        self._children = children
        self._under_way = under_way

    def start(self) -> None:
        """Begins to look, in a thread that ends with the process."""
        Thread(target=self._run, name="pulse", daemon=True).start()

    def beat(self, now: float) -> bool:
        """Notes that the worker is busy, if it is, at `now` in seconds since 1970."""
        begun = [request.time_start for request in self._under_way() if request.time_start is not None]
        if len(begun) < self._children or now - max(begun) > BELIEVED_SECONDS:
            return False
        for role in self._roles:
            heartbeat_busy(role=role)
        return True

    def _run(self) -> None:
        while True:
            time.sleep(SECONDS)
            try:
                self.beat(time.time())
            except (DatabaseError, InterfaceError) as error:
                _log.warning("pulse_not_written", error=str(error))
            finally:
                # A child that is forked meanwhile must not find it open.
                connection.close()


@worker_ready.connect
def feel(sender: Consumer, **kwargs: object) -> None:
    """From here on the worker has a pulse."""
    Pulse(sender.app.amqp.queues.consume_from, sender.pool.num_processes, lambda: list(active_requests)).start()
