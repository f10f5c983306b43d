"""How campaigns end: completed, cancelled, archived. Settle completes those that finish by themselves."""

from django.db import connection, transaction
from django.db.models.functions import Now

from campaigns.lifecycle.guards import campaign_audit, campaign_lock, lifecycle_move, refusal
from campaigns.lifecycle.starting import enrolment_stop, triggers_stop
from campaigns.models import Campaign, Lifecycle
from campaigns.reasons import CAMPAIGN_CANCELLED
from campaigns.status import COMPLETED, LAUNCHED
from messaging.services import messages_cancel
from workspaces.clock import database_now
from workspaces.locks import exclusive_campaign_lock
from workspaces.nudge import nudge
from workspaces.services import Actor


@transaction.atomic
def campaign_complete(*, campaign: Campaign, actor: Actor) -> Campaign:
    """Lets nobody in any more; settle completes the campaign once everybody who is in has finished.

    Raises Conflict unless it is RUNNING (held or not).
    """
    locked = campaign_lock(campaign)
    if locked.lifecycle != Lifecycle.RUNNING:
        raise refusal(locked, "completed")
    now = database_now()
    triggers_stop(locked)
    enrolment_stop(locked)
    Campaign.objects.in_workspace(locked.workspace_id).filter(pk=locked.pk).update(ends_at=now, updated_at=Now())
    locked.ends_at = now
    campaign_audit(locked, actor, "completing")
    nudge("campaigns.tasks.run_settle")
    return locked


@transaction.atomic
def campaign_cancel(*, campaign: Campaign, actor: Actor, reason: str = "") -> Campaign:
    """Stops a launched campaign for good: the engine ends every execution as skipped, delivery skips what is queued.

    Once this returned no claim made under the running campaign commits. Raises Conflict when it isn't launched.
    """
    with connection.cursor() as cursor:
        exclusive_campaign_lock(campaign.pk, cursor)
    locked = campaign_lock(campaign)
    lifecycle_move(locked, LAUNCHED, Lifecycle.CANCELLED, "cancelled")
    triggers_stop(locked)
    enrolment_stop(locked)
    messages_cancel(stream_id=locked.pk, workspace_id=locked.workspace_id, reason=CAMPAIGN_CANCELLED)
    campaign_audit(locked, actor, "cancelled", {"reason": reason[:300]})
    nudge("campaigns.tasks.run_engine")
    return locked


@transaction.atomic
def campaign_archive(*, campaign: Campaign, actor: Actor) -> Campaign:
    """Puts a draft or a finished campaign out of sight. Raises Conflict for one that is launched or still ending."""
    locked = campaign_lock(campaign)
    if locked.lifecycle == Lifecycle.CANCELLED and locked.completed_at is None:
        raise refusal(locked, "archived")
    lifecycle_move(locked, (Lifecycle.DRAFT, *COMPLETED, Lifecycle.CANCELLED), Lifecycle.ARCHIVED, "archived")
    campaign_audit(locked, actor, "archived")
    return locked
