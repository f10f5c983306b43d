"""Runs: one launch over an audience. The triggers stage enrols the audience; here a run only begins."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from campaigns.lifecycle.entering import contacts_enter, entry_trigger
from campaigns.lifecycle.guards import campaign_audit, campaign_lock, refusal
from campaigns.lifecycle.reentry import reentry_of
from campaigns.lifecycle.runs import run_insert
from campaigns.models import Campaign, FlowVersion, Lifecycle, Run, RunState, Trigger
from campaigns.nodes.trigger_api import TriggerApi
from campaigns.services.enrolment import MAX_CONTACTS
from campaigns.services.paying import payment_require
from campaigns.settings import settings_of
from campaigns.status import allowed_actions, campaign_status
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
    locked, first = _opened(campaign, idempotency_key)
    if first is not None:
        return first
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


@transaction.atomic
def run_start_for(
    *,
    campaign: Campaign,
    contexts: Mapping[UUID, Mapping[str, Any] | None],
    actor: Actor,
    idempotency_key: str | None = None,
    trigger: Trigger | None = None,
) -> Run:
    """A run of up to 1,000 named contacts by the API trigger, who are in when it returns; as `run_start` otherwise.

    `contexts` gives each contact of the workspace what is to be trigger.* for it. Whom the entry rule or the re-entry
    policy keeps out is not in. Another active trigger may be given instead. Raises Conflict where the campaign has no
    API trigger.
    """
    locked, first = _opened(campaign, idempotency_key)
    if first is not None:
        return first
    if not 0 < len(contexts) <= MAX_CONTACTS:
        raise InvalidInput.of("contact_ids", f"must be 1 to {MAX_CONTACTS} contacts")
    trigger = trigger or api_trigger(locked)
    now = database_now()
    run = Run.objects.create(
        workspace_id=locked.workspace_id,
        campaign=locked,
        version_id=trigger.version_id,
        trigger_node=trigger.node,
        state=RunState.RUNNING,
        audience_size=len(contexts),
        idempotency_key=idempotency_key,
        enrolled_at=now,
    )
    entered = contacts_enter(campaign=locked, trigger=trigger, contexts=contexts, now=now, run=run)
    run.enrolled = sum(entry.refused is None for entry in entered.values())
    run.save(update_fields=["enrolled"])
    campaign_audit(locked, actor, "run_started", {"run": run.public_id, "trigger": trigger.node})
    return run


def api_trigger(campaign: Campaign) -> Trigger:
    """The campaign's active API trigger. Raises Conflict where there is none."""
    trigger = entry_trigger(campaign)
    if trigger is None or trigger.type != TriggerApi.key:
        status = campaign_status(campaign)
        raise Conflict("The campaign has no API trigger.", current_status=status.value, allowed=allowed_actions(status))
    return trigger


def _opened(campaign: Campaign, idempotency_key: str | None) -> tuple[Campaign, Run | None]:
    """The locked campaign, and the run that the key has begun already.

    Raises Conflict unless it may begin one, BalanceUsedUp where it could not pay.
    """
    locked = campaign_lock(campaign)
    if idempotency_key is not None:
        if not 0 < len(idempotency_key) <= _KEY_LENGTH or "\0" in idempotency_key:
            raise InvalidInput.of("idempotency_key", f"must have 1 to {_KEY_LENGTH} characters")
        runs = Run.objects.in_workspace(locked.workspace_id).filter(campaign_id=locked.pk)
        if (run := runs.filter(idempotency_key=idempotency_key).first()) is not None:
            return locked, run
    if locked.lifecycle != Lifecycle.RUNNING or locked.holds.exists():
        raise refusal(locked, "run")
    payment_require(locked)
    return locked, None


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
