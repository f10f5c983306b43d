"""The reputation trip: a sender of whose mails too many are complained of is noted, so that campaigns can be held.

Mail providers refuse or hide a sender's mail from about 0.3 % complaints on, and ask for less than 0.1 %.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from django.conf import settings
from django.db import connection

from messaging.deliverability.numbers import LATELY, since
from messaging.delivery.senders import OUTAGES
from messaging.models import Sender
from workspaces.nudge import nudge
from workspaces.sql import load

TRIPS_AT, WARNS_AT = 0.003, 0.001
_log = structlog.get_logger(__name__)


def run(now: datetime) -> int:
    """Notes senders that are complained of too much by now, and forgets those that no longer are; how many are new.

    An incident lasts until the rate is below the warning, so that one sender makes one notice of it.
    """
    worst = complained_of(now, TRIPS_AT)
    still = set(worst) if WARNS_AT == TRIPS_AT else set(complained_of(now, WARNS_AT))
    every = Sender.objects.across_workspaces()
    every.filter(complaints_tripped_at__isnull=False).exclude(pk__in=still).update(
        complaints_tripped_at=None, complaints_noted_at=None, complaints_detail=""
    )
    tripped = 0
    for sender_id, (accepted, complained) in worst.items():
        detail = (
            f"{100 * complained / accepted:.2f} % of {accepted:,} mails in {LATELY.days} days were reported as spam"
        )
        fresh = every.filter(pk=sender_id, complaints_tripped_at=None)
        if fresh.update(complaints_tripped_at=now, complaints_noted_at=None, complaints_detail=detail):
            _log.warning("reputation_tripped", sender=str(sender_id), accepted=accepted, complained=complained)
            tripped += 1
    if tripped:
        nudge(OUTAGES)
    return tripped


def complained_of(now: datetime, share: float) -> dict[UUID, tuple[int, int]]:
    """{sender: (accepted, complained of)} in the last 7 days, where enough was sent and the share is reached."""
    params: dict[str, Any] = {
        "since": since(now, LATELY),
        "minimum": settings.REPUTATION_MINIMUM,
        "share": share,
    }
    with connection.cursor() as cursor:
        cursor.execute(load("messaging.deliverability", "complained_of"), params)
        return {sender: (int(accepted), int(complained)) for _, sender, accepted, complained in cursor.fetchall()}
