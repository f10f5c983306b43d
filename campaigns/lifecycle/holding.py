"""Putting a hold on a campaign."""

from django.db import connection

from campaigns.lifecycle.guards import campaign_audit, campaign_lock, hold_kinds, refusal
from campaigns.lifecycle.streams import stream_sync
from campaigns.models import Campaign, CampaignHold, HoldKind
from campaigns.status import LAUNCHED
from workspaces.locks import exclusive_campaign_lock
from workspaces.services import Actor


def hold_place(campaign: Campaign, kind: HoldKind, reason: str, actor: Actor, *, refuse_repeated: bool) -> Campaign:
    """Adds a hold under the exclusive advisory lock: once it has committed, no claim made before commits any more.

    Raises Conflict when the campaign isn't launched, and for a hold that is there already if `refuse_repeated`.
    """
    with connection.cursor() as cursor:
        exclusive_campaign_lock(campaign.pk, cursor)
    locked = campaign_lock(campaign)
    present = hold_kinds(locked)
    if locked.lifecycle not in LAUNCHED or (refuse_repeated and kind in present):
        raise refusal(locked, "paused")
    if kind not in present:
        CampaignHold.objects.create(workspace_id=locked.workspace_id, campaign=locked, kind=kind, reason=reason[:300])
        stream_sync(locked)
        verb = "paused" if kind == HoldKind.USER else "held"
        campaign_audit(locked, actor, verb, {"kind": kind.value, "reason": reason[:300]})
    return locked
