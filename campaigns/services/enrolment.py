"""Letting named contacts into a running campaign, one answer per contact. Whole audiences come in by runs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from psycopg.types.json import Jsonb

from campaigns.lifecycle.guards import campaign_audit, campaign_lock, refusal
from campaigns.lifecycle.runs import entry_next
from campaigns.models import Campaign, CounterOutcome, Lifecycle, NodeCounter, Trigger
from campaigns.nodes.trigger_api import TriggerApi
from campaigns.settings import settings_of
from workspaces.clock import database_now
from workspaces.errors import InvalidInput
from workspaces.ids import encode_row
from workspaces.nudge import nudge
from workspaces.services import Actor
from workspaces.sql import load

MAX_CONTACTS = 1_000


class EnrolStatus(StrEnum):
    """What became of one contact."""

    ENROLLED = "enrolled"
    ALREADY_IN = "already_in"  # entered before, and the campaign lets everybody in once only
    UNKNOWN = "unknown_contact"  # no such contact in this workspace


@dataclass(frozen=True, slots=True)
class EnrolResult:
    """The answer for one contact; `execution_id` is the new execution's public id, "" where there is none."""

    contact_id: UUID
    status: EnrolStatus
    execution_id: str = ""


@transaction.atomic
def contacts_enroll(
    *,
    campaign: Campaign,
    contact_ids: Sequence[UUID],
    actor: Actor,
    trigger_node: str | None = None,
    context: Mapping[str, Any] | None = None,
) -> list[EnrolResult]:
    """Lets up to 1,000 contacts in by a trigger (the API trigger, or else the first one); `context` is trigger.*.

    A paused campaign takes them, too: they wait. Returns one result per id, in the order given. Raises Conflict unless
    the campaign is RUNNING, InvalidInput for too many contacts or an unknown trigger.
    """
    if not 0 < len(contact_ids) <= MAX_CONTACTS:
        raise InvalidInput.of("contact_ids", f"must be 1 to {MAX_CONTACTS} contacts")
    locked = campaign_lock(campaign)
    if locked.lifecycle != Lifecycle.RUNNING:
        raise refusal(locked, "entered")
    trigger = _trigger(locked, trigger_node)
    entry = entry_next(locked) if settings_of(locked).reentry == "always" else 1
    now = database_now()
    params: dict[str, Any] = {
        "workspace": locked.workspace_id,
        "campaign": locked.pk,
        "version": trigger.version_id,
        "node": trigger.node,
        "entry": entry,
        "context": Jsonb(dict(context)) if context else None,
        "now": now,
        "contacts": list(contact_ids),
    }
    with connection.cursor() as cursor:
        cursor.execute(load("campaigns.services", "contacts_enroll"), params)
        made: dict[UUID, int | None] = dict(cursor.fetchall())
    _count(locked, trigger, sum(execution is not None for execution in made.values()), actor)
    return [_result(contact, made, now) for contact in contact_ids]


def _result(contact: UUID, made: Mapping[UUID, int | None], now: Any) -> EnrolResult:
    if contact not in made:
        return EnrolResult(contact, EnrolStatus.UNKNOWN)
    execution = made[contact]
    if execution is None:
        return EnrolResult(contact, EnrolStatus.ALREADY_IN)
    return EnrolResult(contact, EnrolStatus.ENROLLED, encode_row("exe", execution, now))


def _count(campaign: Campaign, trigger: Trigger, enrolled: int, actor: Actor) -> None:
    if not enrolled:
        return
    NodeCounter.objects.create(
        workspace_id=campaign.workspace_id,
        campaign=campaign,
        node=trigger.node,
        outcome=CounterOutcome.ENROLLED,
        delta=enrolled,
        created_at=database_now(),
    )
    campaign_audit(campaign, actor, "contacts_enrolled", {"count": enrolled, "trigger": trigger.node})
    nudge("campaigns.tasks.run_engine")


def _trigger(campaign: Campaign, node: str | None) -> Trigger:
    triggers = Trigger.objects.in_workspace(campaign.workspace_id).filter(
        version_id=campaign.live_version_id, active=True
    )
    found = list(triggers.order_by("pk") if node is None else triggers.filter(node=node))
    if not found:
        raise InvalidInput.of("trigger_node", f"the campaign has no active trigger {node or ''}".rstrip())
    return next((trigger for trigger in found if trigger.type == TriggerApi.key), found[0])
