"""Letting named contacts into a running campaign, one answer per contact. Whole audiences come in by runs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import transaction

from campaigns.lifecycle.entering import Entry, contacts_enter, entry_trigger
from campaigns.lifecycle.guards import campaign_audit, campaign_lock, refusal
from campaigns.models import Campaign, DecisionOutcome, Lifecycle
from workspaces.clock import database_now
from workspaces.errors import InvalidInput
from workspaces.ids import encode_row
from workspaces.services import Actor

MAX_CONTACTS = 1_000


class EnrolStatus(StrEnum):
    """What became of one contact."""

    ENROLLED = "enrolled"
    ALREADY_IN = "already_in"  # entered before, and the re-entry policy lets nobody in again, or not yet
    ENTRY_RULE = "entry_rule"  # does not match the campaign's entry rule
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
    trigger = entry_trigger(locked, trigger_node)
    if trigger is None:
        message = f"the campaign has no active trigger {trigger_node or ''}".rstrip()
        raise InvalidInput.of("trigger_node", message)
    now = database_now()
    made = contacts_enter(campaign=locked, trigger=trigger, contexts=dict.fromkeys(contact_ids, context), now=now)
    enrolled = sum(entry.refused is None for entry in made.values())
    if enrolled:
        campaign_audit(locked, actor, "contacts_enrolled", {"count": enrolled, "trigger": trigger.node})
    return [_result(contact, made, now) for contact in contact_ids]


def _result(contact: UUID, made: Mapping[UUID, Entry], now: Any) -> EnrolResult:
    if contact not in made:
        return EnrolResult(contact, EnrolStatus.UNKNOWN)
    entry = made[contact]
    if entry.execution_id is None:
        barred = EnrolStatus.ENTRY_RULE if entry.refused == DecisionOutcome.ENTRY_RULE else EnrolStatus.ALREADY_IN
        return EnrolResult(contact, barred)
    return EnrolResult(contact, EnrolStatus.ENROLLED, encode_row("exe", entry.execution_id, now))
