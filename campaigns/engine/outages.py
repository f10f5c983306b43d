"""What delivery can't go on with: campaigns whose sender's breaker has opened, of whose sender's mails too many are
complained of, whose workspace can't pay, or of which too little is delivered, are held until somebody resumes them.

Rows of messaging are consumed here, as messaging knows no campaigns: senders with `tripped_at` and no `trip_noted_at`,
or with `complaints_tripped_at` and no `complaints_noted_at`, streams with `starved_at`, iterations with `failed_at`.
"""

from contextlib import suppress
from datetime import datetime

from django.db import transaction

from campaigns.engine import notices
from campaigns.engine.progress import Progress
from campaigns.lifecycle.holding import hold_place
from campaigns.models import Campaign, HoldKind, Lifecycle
from campaigns.reports.sender_uses import sender_uses
from messaging.models import MessageStream, Sender, StreamIteration
from messaging.services import sender_complaints_noted, sender_trip_noted
from workspaces.clock import database_now
from workspaces.errors import Conflict
from workspaces.locks import OUTAGE_TURNS, worker_turn
from workspaces.services import Actor
from workspaces.wall.scope import only_in

ROUND = 20


def run(now: datetime | None = None, limit: int = ROUND) -> Progress:
    """Holds the campaigns of up to `limit` senders for each reason, up to `limit` that found no balance, and as many of
    which too little is delivered. One worker at a time: a second one, that had read a sender before the first noted it,
    would hold anew what somebody has resumed in between."""
    with worker_turn(OUTAGE_TURNS, 1) as mine:
        if not mine:
            return Progress(0, more=False)
        done = (_faulty(now, limit), _complained_of(now, limit), _starved(limit), _undelivered(limit))
        notices.end_over(now or database_now())
    return Progress(sum(done), more=limit in done)


def _faulty(now: datetime | None, limit: int) -> int:
    """Senders whose breaker opened."""
    waiting = (
        Sender.objects.across_workspaces()
        .select_related("workspace")
        .filter(tripped_at__isnull=False, trip_noted_at__isnull=True)
    )
    senders = list(waiting.order_by("tripped_at", "pk")[:limit])
    for sender in senders:
        with only_in(sender.workspace_id):
            held = _hold_all(sender, sender.fault_detail, needed=True)
            notices.sender_fails(sender, held)
            sender_trip_noted(sender=sender, now=now)
    return len(senders)


def _complained_of(now: datetime | None, limit: int) -> int:
    """Senders that lose their good name."""
    every = Sender.objects.across_workspaces().select_related("workspace")
    waiting = every.filter(complaints_tripped_at__isnull=False, complaints_noted_at__isnull=True)
    senders = list(waiting.order_by("complaints_tripped_at", "pk")[:limit])
    for sender in senders:
        with only_in(sender.workspace_id):
            held = _hold_all(sender, sender.complaints_detail, needed=False)
            notices.sender_complained_of(sender, held)
            sender_complaints_noted(sender=sender, now=now)
    return len(senders)


def _starved(limit: int) -> int:
    """Holds the campaigns of streams that found no balance. Whoever resumes one later finds the note taken away."""
    waiting = MessageStream.objects.across_workspaces().filter(starved_at__isnull=False)
    streams = list(waiting.order_by("starved_at", "pk")[:limit])
    for stream in streams:
        with only_in(stream.workspace_id), transaction.atomic():
            campaigns = Campaign.objects.in_workspace(stream.workspace_id).select_related("workspace")
            campaign = campaigns.filter(pk=stream.pk).first()
            if campaign is not None and _place(campaign, HoldKind.BALANCE, ""):
                notices.balance_used_up(campaign.workspace)
            MessageStream.objects.in_workspace(stream.workspace_id).filter(pk=stream.pk).update(starved_at=None)
    return len(streams)


def _undelivered(limit: int) -> int:
    """Holds the campaigns whose iteration failed; whoever resumes one lets the next iteration begin."""
    waiting = StreamIteration.objects.across_workspaces().filter(failed_at__isnull=False)
    iterations = list(waiting.order_by("failed_at", "pk")[:limit])
    for iteration in iterations:
        with only_in(iteration.workspace_id), transaction.atomic():
            campaign = Campaign.objects.in_workspace(iteration.workspace_id).filter(pk=iteration.stream_id).first()
            if campaign is not None:
                _place(campaign, HoldKind.ERROR, iteration.reason)
            noted = StreamIteration.objects.in_workspace(iteration.workspace_id).filter(pk=iteration.pk)
            noted.update(failed_at=None)
    return len(iterations)


def _hold_all(sender: Sender, detail: str, *, needed: bool) -> int:
    """Holds the running campaigns that use the sender, and says how many; where `needed`, those alone that can't do
    without it. One that dies on the way is begun anew, and holds nothing twice: the sender counts as noted only when
    all of them are held."""
    reason = f"{sender.name}: {detail}" if detail else sender.name
    uses = sender_uses(workspace_id=sender.workspace_id, senders=[sender.pk], needed=needed, older=True)
    held = 0
    for campaign_id in uses[sender.pk]:
        # In a transaction of its own that holds no row of the sender: claims lock campaign before sender.
        campaign = Campaign.objects.in_workspace(sender.workspace_id).filter(pk=campaign_id).first()
        if campaign is not None:
            held += _place(campaign, HoldKind.ERROR, reason)
    return held


def _place(campaign: Campaign, kind: HoldKind, reason: str) -> bool:
    """Holds it if it runs; it may have ended since."""
    if campaign.lifecycle == Lifecycle.RUNNING:
        with suppress(Conflict), transaction.atomic():
            hold_place(campaign, kind, reason, Actor.system("delivery"), refuse_repeated=False)
            return True
    return False
