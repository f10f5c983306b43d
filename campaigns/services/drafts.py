"""The flow's draft: saving it, throwing it away. Publishing it stands in `versions`."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.db.models.functions import Now

from campaigns.flow import Flow, parse
from campaigns.lifecycle.guards import campaign_audit, campaign_lock, refusal
from campaigns.lifecycle.versions import campaign_draft, flow_revision
from campaigns.models import Campaign, FlowState, FlowVersion
from campaigns.status import FINISHED
from workspaces.errors import FieldError, Stale
from workspaces.services import Actor


@transaction.atomic
def draft_save(
    *, campaign: Campaign, document: Mapping[str, Any], actor: Actor, expected_revision: int | None = None
) -> FlowVersion:
    """Stores the document as the campaign's draft; it may be unfinished, but must be well-formed.

    Raises InvalidInput naming the place in the document, Conflict when the campaign is finished, and Stale when the
    flow is no longer at `expected_revision` (somebody else saved first).
    """
    flow = parse(document)
    locked = campaign_lock(campaign)
    if locked.lifecycle in FINISHED:
        raise refusal(locked, "edited")
    draft = campaign_draft(locked)
    stale_refuse(locked, draft, expected_revision)
    saved = {"revision": revision_take(locked), "saved_by": actor.shown}
    if draft is None:
        draft = _next_draft(locked, flow, saved)
    else:
        drafts = FlowVersion.objects.in_workspace(locked.workspace_id).filter(pk=draft.pk, state=FlowState.DRAFT)
        drafts.update(document=flow.document(), updated_at=Now(), **saved)
        draft.refresh_from_db()
    campaign_audit(locked, actor, "draft_saved", {"revision": draft.revision})
    return draft


@transaction.atomic
def draft_discard(*, campaign: Campaign, actor: Actor, expected_revision: int | None = None) -> None:
    """Throws the draft away, so that the flow is what is live, or empty where nothing is; nothing happens without one.

    Raises Conflict when the campaign is finished, and Stale when the flow is no longer at `expected_revision`.
    """
    locked = campaign_lock(campaign)
    if locked.lifecycle in FINISHED:
        raise refusal(locked, "edited")
    draft = campaign_draft(locked)
    stale_refuse(locked, draft, expected_revision)
    if draft is None:
        return
    revision_take(locked)
    FlowVersion.objects.in_workspace(locked.workspace_id).filter(pk=draft.pk, state=FlowState.DRAFT).delete()
    campaign_audit(locked, actor, "draft_discarded", {"revision": draft.revision})


def revision_take(campaign: Campaign) -> int:
    """The next number for a state of the locked campaign's flow. None is given twice, so that If-Match can be trusted
    also after the draft was published, thrown away, or the flow rolled back."""
    rows = Campaign.objects.in_workspace(campaign.workspace_id).filter(pk=campaign.pk)
    rows.update(flow_revision=F("flow_revision") + 1)
    campaign.flow_revision += 1
    return campaign.flow_revision


def stale_refuse(campaign: Campaign, draft: FlowVersion | None, expected_revision: int | None) -> None:
    """Raises Stale unless the flow of the locked campaign is at this revision; None asks for nothing."""
    present = flow_revision(campaign, draft)
    if expected_revision is not None and expected_revision != present:
        raise Stale(
            "Somebody else saved the flow first.",
            current_status=f"revision {present}",
            details=[FieldError("expected_revision", f"the draft is at revision {present}", "stale_revision")],
        )


def _next_draft(campaign: Campaign, flow: Flow, saved: Mapping[str, Any]) -> FlowVersion:
    versions = FlowVersion.objects.in_workspace(campaign.workspace_id).filter(campaign_id=campaign.pk)
    last: int = versions.aggregate(last=Max("number"))["last"] or 0
    return FlowVersion.objects.create(
        workspace_id=campaign.workspace_id, campaign=campaign, number=last + 1, document=flow.document(), **saved
    )
