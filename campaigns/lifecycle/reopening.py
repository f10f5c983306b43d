"""Taking what had ended back into motion, because an operator has failed executions tried again (ADR 0011)."""

from collections.abc import Sequence
from uuid import UUID

from campaigns.lifecycle.guards import campaign_audit, lifecycle_move
from campaigns.lifecycle.streams import stream_sync
from campaigns.models import Campaign, Lifecycle, Run, RunState
from workspaces.services import Actor


def campaign_reopen(campaign: Campaign, actor: Actor, reason: str) -> None:
    """COMPLETED_PARTIAL → RUNNING; the campaign's row is locked, and somebody in it is on the way again.

    Its triggers stay off: nobody else comes in, and settle completes it anew once everybody has finished. Holds that it
    had when it completed still hold. Raises Conflict for any other lifecycle.
    """
    lifecycle_move(campaign, (Lifecycle.COMPLETED_PARTIAL,), Lifecycle.RUNNING, "reopened", completed_at=None)
    stream_sync(campaign)
    campaign_audit(campaign, actor, "reopened", {"reason": reason})


def runs_reopen(campaign: Campaign, run_ids: Sequence[UUID]) -> None:
    """finished → running, for those of the runs that settle has finished."""
    runs = Run.objects.in_workspace(campaign.workspace_id).filter(pk__in=run_ids, state=RunState.FINISHED)
    runs.update(state=RunState.RUNNING, finished_at=None)
