"""Heartbeats of background processes: written by tasks and the scheduler, read by /readyz."""

import socket
from datetime import timedelta

from django.db.models.functions import Now

from workspaces.models import ProcessHeartbeat, ProcessRole

# Rows of machines that were taken away are of no use to anybody after this.
_FORGET_AFTER = timedelta(days=1)


def heartbeat_record(*, role: ProcessRole) -> None:
    """Note that a process of this role is alive on this machine, by the database's clock."""
    ProcessHeartbeat.objects.update_or_create(role=role, host=socket.gethostname(), defaults={"seen_at": Now()})
    ProcessHeartbeat.objects.filter(seen_at__lt=Now() - _FORGET_AFTER).delete()


def heartbeat_busy(*, role: ProcessRole) -> None:
    """Note that the processes of this role on this machine, seen before, are all at work."""
    ProcessHeartbeat.objects.filter(role=role, host=socket.gethostname()).update(busy_at=Now())
