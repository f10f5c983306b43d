"""Runs: one launch over an audience. The triggers stage enrols the audience; here a run only begins."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from campaigns.lifecycle.guards import campaign_audit, campaign_lock, refusal
from campaigns.lifecycle.reentry import reentry_of
from campaigns.lifecycle.runs import run_insert
from campaigns.models import Campaign, FlowVersion, Lifecycle, Run, Trigger
from campaigns.settings import settings_of
from contacts.models import Segment
from workspaces.clock import database_now
from workspaces.errors import Conflict, InvalidInput
from workspaces.services import Actor

_KEY_LENGTH = 255


@transaction.atomic
def run_start(
    *,
    campaign: Campaign,
    trigger_node: str,
    actor: Actor,
    segment: Segment | None = None,
    context: Mapping[str, Any] | None = None,
    idempotency_key: str | None = None,
) -> Run:
    """Begins a run over `segment`, or the campaign's audience, or everybody; the same key gives the first run again.

    Raises Conflict unless the campaign is RUNNING without holds, or while a run of this trigger still enrols;
    InvalidInput for a node that is no trigger of the live version.
    """
    locked = campaign_lock(campaign)
    if idempotency_key is not None:
        if not 0 < len(idempotency_key) <= _KEY_LENGTH or "\0" in idempotency_key:
            raise InvalidInput.of("idempotency_key", f"must have 1 to {_KEY_LENGTH} characters")
        first = Run.objects.in_workspace(locked.workspace_id).filter(
            campaign_id=locked.pk, idempotency_key=idempotency_key
        )
        if (run := first.first()) is not None:
            return run
    if locked.lifecycle != Lifecycle.RUNNING or locked.holds.exists():
        raise refusal(locked, "run")
    version = _live_version(locked, trigger_node)
    _refuse_while_enrolling(locked, trigger_node)
    run = run_insert(
        campaign=locked,
        version=version,
        trigger_node=trigger_node,
        segment=segment or locked.audience,
        context=context or {},
        again=not reentry_of(settings_of(locked), database_now()).first_only,
        idempotency_key=idempotency_key,
    )
    campaign_audit(locked, actor, "run_started", {"run": run.public_id, "trigger": trigger_node})
    return run


def _live_version(campaign: Campaign, trigger_node: str) -> FlowVersion:
    trigger = (
        Trigger.objects.in_workspace(campaign.workspace_id)
        .filter(version_id=campaign.live_version_id, node=trigger_node, active=True)
        .select_related("version")
        .first()
    )
    if trigger is None:
        raise InvalidInput.of("trigger_node", f"the campaign has no active trigger {trigger_node[:64]!r}")
    return trigger.version


def _refuse_while_enrolling(campaign: Campaign, trigger_node: str) -> None:
    enrolling = Run.objects.in_workspace(campaign.workspace_id).filter(
        campaign_id=campaign.pk, trigger_node=trigger_node, state="enrolling"
    )
    if enrolling.exists():
        raise Conflict("A run of this trigger is still enrolling.", current_status="RUNNING", allowed=("pause",))
