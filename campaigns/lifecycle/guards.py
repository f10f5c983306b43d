"""What every campaign service does first and last: lock the row, refuse by name, note it in the audit log."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db.models.functions import Now

from campaigns.models import Campaign, CampaignHold
from campaigns.status import allowed_actions, shown_status
from workspaces.errors import Conflict, NotFound
from workspaces.services import Actor, audit_record


def campaign_lock(campaign: Campaign) -> Campaign:
    """The campaign as it is now, its row locked until the transaction ends. Raises NotFound when it is gone.

    Whatever decides over a campaign's lifecycle, holds or entries takes this lock, so such decisions come one by one.
    """
    rows = Campaign.objects.in_workspace(campaign.workspace_id).select_related("workspace")
    locked: Campaign | None = rows.select_for_update(no_key=True, of=("self",)).filter(pk=campaign.pk).first()
    if locked is None:
        raise NotFound("There is no such campaign.")
    return locked


def hold_kinds(campaign: Campaign) -> set[str]:
    """The kinds of the holds that are on the campaign now."""
    holds = CampaignHold.objects.in_workspace(campaign.workspace_id).filter(campaign_id=campaign.pk)
    return set(holds.values_list("kind", flat=True))


def refusal(campaign: Campaign, action: str) -> Conflict:
    """The error for an action that the campaign's present status does not allow."""
    status = shown_status(campaign.lifecycle, hold_kinds(campaign))
    return Conflict(
        f"A campaign that is {status.value} can't be {action}.",
        current_status=status.value,
        allowed=allowed_actions(status),
    )


def lifecycle_move(campaign: Campaign, origin: Collection[str], to: str, action: str, **fields: Any) -> None:
    """One guarded UPDATE of the lifecycle (and `fields`), on the row and on the object. Raises Conflict."""
    rows = Campaign.objects.in_workspace(campaign.workspace_id).filter(pk=campaign.pk, lifecycle__in=origin)
    if rows.update(lifecycle=to, updated_at=Now(), **fields) != 1:
        raise refusal(campaign, action)
    campaign.lifecycle = to
    for name, value in fields.items():
        setattr(campaign, name, value)


def campaign_audit(campaign: Campaign, actor: Actor, verb: str, data: Mapping[str, Any] | None = None) -> None:
    """A line `campaign.<verb>` in the audit log."""
    audit_record(
        workspace=campaign.workspace,
        actor=actor,
        action=f"campaign.{verb}",
        target_type="campaign",
        target_id=campaign.public_id,
        data=data,
    )
