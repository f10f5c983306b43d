"""The scheduler of system ticks: django-celery-beat's, with our list of ticks and a heartbeat."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from celery.schedules import schedule
from django.db import DatabaseError, InterfaceError
from django_celery_beat.models import PeriodicTask
from django_celery_beat.schedulers import DatabaseScheduler, ModelEntry

from config.celery import HEARTBEATS, TICKS, Tick
from workspaces.models import ProcessRole
from workspaces.selectors.heartbeats import process_seen
from workspaces.services.heartbeats import heartbeat_record

_HEARTBEAT_SECONDS = 2.0
# Marks the rows that this list owns, so that a tick that leaves the list leaves the table.
_NAME_PREFIX = "system: "


class Scheduler(DatabaseScheduler):
    """Adds missing ticks and removes dropped ones; intervals that staff tuned in the admin stay as they are.

    While no worker was seen lately, only the ticks that would find one are sent: the others would pile up in the
    broker, and a worker that came back after a day would have to throw all of them away first.
    """

    _next_heartbeat = 0.0
    _worker_seen = False
    _at_work = False

    def setup_schedule(self) -> None:
        """Bring the table in step with the list, before the first tick."""
        names = {_NAME_PREFIX + tick.task: tick for tick in TICKS}
        PeriodicTask.objects.filter(name__startswith=_NAME_PREFIX).exclude(name__in=names).delete()
        known = set(PeriodicTask.objects.filter(name__in=names).values_list("name", flat=True))
        self.update_from_dict({name: _entry(tick) for name, tick in names.items() if name not in known})

    def tick(self, *args: Any, **kwargs: Any) -> float:
        """Send what is due; now and then note that the scheduler lives."""
        with self._working():
            if time.monotonic() >= self._next_heartbeat:
                self._next_heartbeat = time.monotonic() + _HEARTBEAT_SECONDS
                self._record_heartbeat()
            delay: float = super().tick(*args, **kwargs)
        return delay

    def sync(self) -> None:
        """Write when each task last ran."""
        if not self._at_work:
            with self._working():
                super().sync()

    def close(self) -> None:
        """Write, and leave the broker; nothing in the middle of a statement, by the handler of a signal.

        The handler would wait for the lock that the database connection holds in the very same thread, for ever. It
        ends the process by an exception anyway, and the service closes again when that has left the statement.
        """
        if not self._at_work:
            super().close()

    def apply_entry(self, entry: ModelEntry, producer: Any = None) -> None:
        """Send one tick; other periodic tasks, which staff added, are always sent."""
        if self._worker_seen or entry.task in HEARTBEATS or not entry.name.startswith(_NAME_PREFIX):
            super().apply_entry(entry, producer=producer)

    @contextmanager
    def _working(self) -> Iterator[None]:
        before, self._at_work = self._at_work, True
        try:
            yield
        finally:
            self._at_work = before

    def _record_heartbeat(self) -> None:
        try:
            heartbeat_record(role=ProcessRole.BEAT)
            self._worker_seen = process_seen(ProcessRole.WORKER)
        except (DatabaseError, InterfaceError) as error:
            # The scheduler itself survives a database restart; so must its heartbeat.
            self.logger.warning("heartbeat not written: %s", error)


def _entry(tick: Tick) -> dict[str, Any]:
    return {
        "task": tick.task,
        "schedule": schedule(tick.seconds),
        "options": {"expire_seconds": tick.expires},
    }
