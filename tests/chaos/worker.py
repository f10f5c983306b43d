"""A worker in a process of its own: the tasks of every tick, round after round, as Celery's workers run them.

Needs no broker, starts in milliseconds, and can be killed, frozen, or armed with a crash point like the real one.
"""

import os
import signal
import time
import traceback
from collections.abc import Callable
from ctypes import c_long
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

from config.celery import TICKS, app
from messaging.delivery import sessions
from workspaces.wall.scope import confine_process

# Between two rounds, so that idle workers leave the machine to others.
_BREATH_SECONDS = 0.01


@dataclass(frozen=True)
class Orders:
    """What a worker is told when it starts. `clock_skew` is how wrong its own machine's clock is."""

    database: str
    log: str
    lease_seconds: float
    crash_point: str = ""
    clock_skew: timedelta = timedelta()


class _Flag:
    """Set by SIGTERM: finish the round and end."""

    raised = False

    def __call__(self, number: int, frame: object) -> None:
        self.raised = True


def work(orders: Orders, rounds: c_long, faults: c_long) -> None:
    """Runs rounds until SIGTERM. Tasks that raise are counted in `faults`, logged, and run again like any other."""
    stop = _Flag()
    signal.signal(signal.SIGTERM, stop)
    _prepare(orders)
    tasks = [app.tasks[tick.task] for tick in TICKS]
    while not stop.raised:
        for task in tasks:
            if not _succeeds(task):
                faults.value += 1
        rounds.value += 1
        time.sleep(_BREATH_SECONDS)
    sessions.close_all()
    connection.close()


def _succeeds(task: Callable[[], Any]) -> bool:
    try:
        task()
    except Exception:  # noqa: BLE001 - the test fails on any fault, and shows the log
        traceback.print_exc()
        return False
    return True


def _prepare(orders: Orders) -> None:
    """Forked from a process that has loaded Django but never connected."""
    log = os.open(orders.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(log, 1)
    os.dup2(log, 2)
    confine_process()
    connection.settings_dict["NAME"] = orders.database
    settings.DELIVERY_LEASE_SECONDS = settings.WEBHOOK_LEASE_SECONDS = orders.lease_seconds
    settings.OUTBOUND_WEBHOOK_LEASE_SECONDS = orders.lease_seconds
    settings.CRASH_POINT = orders.crash_point
    # The tests' servers are on this machine.
    settings.OUTBOUND_HTTP_ALLOW_LOOPBACK, settings.OUTBOUND_HTTP_PORTS = True, frozenset()
    if orders.clock_skew:
        _skew(orders.clock_skew)


def _skew(error: timedelta) -> None:
    true_now, true_time = timezone.now, time.time

    def wrong_now() -> datetime:
        return true_now() + error

    timezone.now = wrong_now
    time.time = lambda: true_time() + error.total_seconds()
