"""What delivery notes on a sender: that its provider failed as such, that it works again, that a probe told nothing."""

from datetime import datetime, timedelta
from typing import Any

import structlog
from django.conf import settings
from django.db import connection

from messaging.models import Sender
from workspaces.nudge import nudge
from workspaces.sql import load

# After the first failure in a row; doubled with each further one up to the cap.
PAUSE, LONGEST_PAUSE = timedelta(seconds=15), timedelta(minutes=10)
OUTAGES = "campaigns.tasks.run_outages"

_log = structlog.get_logger(__name__)


def faulted(sender: Sender, now: datetime, detail: str) -> datetime:
    """Notes a failure of the provider; the moment before which nothing is to be tried."""
    params: dict[str, Any] = {
        "now": now,
        "base": PAUSE.total_seconds(),
        "cap": LONGEST_PAUSE.total_seconds(),
        "trips_at": settings.BREAKER_FAULTS,
        "detail": detail.replace("\x00", "")[:500],
        "sender": sender.pk,
    }
    with connection.cursor() as cursor:
        cursor.execute(load("messaging.delivery", "sender_fault"), params)
        row = cursor.fetchone()
    if row is None:
        noted = Sender.objects.in_workspace(sender.workspace_id).filter(pk=sender.pk)
        return noted.values_list("unavailable_until", flat=True).get() or now + PAUSE
    until: datetime = row[0]
    if row[1]:
        _log.warning("breaker_opened", sender=sender.public_id, detail=detail)
        nudge(OUTAGES)
    return until


def recovered(sender: Sender) -> None:
    """The provider took a message again: its breaker is closed."""
    sender.faults, sender.tripped_at = 0, None
    Sender.objects.in_workspace(sender.workspace_id).filter(pk=sender.pk).update(
        faults=0, fault_detail="", unavailable_until=None, tripped_at=None, trip_noted_at=None, probe_until=None
    )


def probe_ended(sender: Sender) -> None:
    """The message that was to try the provider said nothing of it; the next one may."""
    Sender.objects.in_workspace(sender.workspace_id).filter(pk=sender.pk).update(probe_until=None)
