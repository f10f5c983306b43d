"""Pause, resume and the holds behind them. Holds are a set and commute; resume re-queues nothing (DESIGN §5)."""

from django.db import transaction

from campaigns.lifecycle.guards import campaign_audit, campaign_lock, hold_kinds, refusal
from campaigns.lifecycle.holding import hold_place
from campaigns.lifecycle.streams import stream_sync
from campaigns.models import Campaign, CampaignHold, HoldKind, Lifecycle
from campaigns.services.paying import payment_require
from campaigns.status import LAUNCHED
from workspaces.nudge import nudge
from workspaces.services import Actor


@transaction.atomic
def campaign_pause(*, campaign: Campaign, actor: Actor, reason: str = "") -> Campaign:
    """Holds the campaign for its operator. Raises Conflict when it isn't launched, or is paused already.

    Waits for the claims that are open; once this returned (and its transaction committed), none commits any more.
    """
    return hold_place(campaign, HoldKind.USER, reason, actor, refuse_repeated=True)


@transaction.atomic
def hold_add(*, campaign: Campaign, kind: HoldKind, reason: str, actor: Actor) -> Campaign:
    """Adds one hold, with the same promise as `campaign_pause`; one that is there already stays as it is.

    Raises Conflict when the campaign isn't launched.
    """
    return hold_place(campaign, kind, reason, actor, refuse_repeated=False)


@transaction.atomic
def hold_clear(*, campaign: Campaign, kind: HoldKind, actor: Actor) -> Campaign:
    """Takes one hold away and leaves the others; nothing happens when it isn't there."""
    locked = campaign_lock(campaign)
    if kind in hold_kinds(locked):
        _clear(locked, {kind}, actor, "hold_cleared")
    return locked


@transaction.atomic
def campaign_resume(*, campaign: Campaign, actor: Actor) -> Campaign:
    """Takes every hold away. Raises Conflict when there is none, or the campaign isn't launched; BalanceUsedUp where it
    was held for lack of balance and nothing can be spent yet.

    Nothing is re-queued: what is due has been due all the time and simply becomes claimable.
    """
    locked = campaign_lock(campaign)
    kinds = hold_kinds(locked)
    if locked.lifecycle not in LAUNCHED or not kinds:
        raise refusal(locked, "resumed")
    if HoldKind.BALANCE in kinds:
        payment_require(locked)
    _clear(locked, kinds, actor, "resumed")
    return locked


def _clear(campaign: Campaign, kinds: set[str], actor: Actor, verb: str) -> None:
    holds = CampaignHold.objects.in_workspace(campaign.workspace_id)
    holds.filter(campaign_id=campaign.pk, kind__in=kinds).delete()
    stream_sync(campaign)
    campaign_audit(campaign, actor, verb, {"holds": sorted(kinds)})
    if campaign.lifecycle == Lifecycle.RUNNING:
        for task in ("campaigns.tasks.run_triggers", "campaigns.tasks.run_engine", "messaging.tasks.run_delivery"):
            nudge(task)
