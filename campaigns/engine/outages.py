"""Senders whose breaker has opened: the campaigns that send with them are held, each once, until somebody resumes them.

Rows of messaging are consumed here, as messaging knows no campaigns: a sender with `tripped_at` and no `trip_noted_at`.
"""

from contextlib import suppress
from datetime import datetime
from uuid import UUID

from django.db import transaction

from campaigns.engine.progress import Progress
from campaigns.lifecycle.holding import hold_place
from campaigns.models import Campaign, HoldKind, Lifecycle
from campaigns.reports.sender_uses import sender_uses
from messaging.models import Sender
from messaging.services import sender_trip_noted
from workspaces.errors import Conflict
from workspaces.services import Actor

ROUND = 20


def run(now: datetime | None = None, limit: int = ROUND) -> Progress:
    """Holds the running campaigns of up to `limit` senders. One that dies on the way is begun anew, and holds nothing
    twice: the sender counts as noted only when all of its campaigns are held."""
    waiting = Sender.objects.across_workspaces().filter(tripped_at__isnull=False, trip_noted_at__isnull=True)
    senders = list(waiting.order_by("tripped_at", "pk")[:limit])
    for sender in senders:
        uses = sender_uses(workspace_id=sender.workspace_id, senders=[sender.pk])
        for campaign_id in uses[sender.pk]:
            _hold(campaign_id, sender)
        sender_trip_noted(sender=sender, now=now)
    return Progress(len(senders), more=len(senders) == limit)


def _hold(campaign_id: UUID, sender: Sender) -> None:
    """In a transaction of its own that holds no row of the sender: claims lock campaign before sender."""
    running = Campaign.objects.in_workspace(sender.workspace_id).filter(pk=campaign_id, lifecycle=Lifecycle.RUNNING)
    campaign = running.first()
    if campaign is None:
        return
    reason = f"{sender.name}: {sender.fault_detail}" if sender.fault_detail else sender.name
    # It may have ended since.
    with suppress(Conflict), transaction.atomic():
        hold_place(campaign, HoldKind.ERROR, reason, Actor.system("delivery"), refuse_repeated=False)
