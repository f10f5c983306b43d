"""What delivery notes on a sender: that its provider failed as such, and that it works again."""

from datetime import datetime, timedelta

from django.db import connection

from messaging.models import Sender
from workspaces.sql import load

# After the first failure in a row; doubled with each further one up to the cap.
PAUSE, LONGEST_PAUSE = timedelta(seconds=15), timedelta(minutes=10)


def faulted(sender: Sender, now: datetime) -> datetime:
    """Notes a failure of the provider; the moment before which nothing is to be tried."""
    with connection.cursor() as cursor:
        cursor.execute(
            load("messaging.delivery", "sender_fault"),
            {"now": now, "base": PAUSE.total_seconds(), "cap": LONGEST_PAUSE.total_seconds(), "sender": sender.pk},
        )
        row = cursor.fetchone()
    if row is not None:
        until: datetime = row[0]
        return until
    noted = Sender.objects.in_workspace(sender.workspace_id).filter(pk=sender.pk)
    return noted.values_list("unavailable_until", flat=True).get() or now + PAUSE


def recovered(sender: Sender) -> None:
    """The provider took a message again."""
    sender.faults = 0
    Sender.objects.in_workspace(sender.workspace_id).filter(pk=sender.pk).update(faults=0, unavailable_until=None)
