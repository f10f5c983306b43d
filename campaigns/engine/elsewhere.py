"""Letting the contacts of a batch into another campaign, in the transaction of the pass that sends them there."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from campaigns.lifecycle.entering import contacts_enter, entry_trigger
from campaigns.lifecycle.guards import campaign_lock
from campaigns.models import Campaign, DecisionOutcome, Lifecycle
from campaigns.nodes.jump import ALREADY_IN, ENTERED, ENTRY_RULE
from workspaces.errors import NotFound

NO_CAMPAIGN, NOT_RUNNING, NO_TRIGGER, NO_CONTACT = "no_campaign", "not_running", "no_trigger", "no_contact"


def enroll_elsewhere(
    workspace_id: UUID,
    campaign_id: UUID,
    contact_ids: Sequence[UUID],
    contexts: Sequence[Mapping[str, object]],
    now: datetime,
) -> Sequence[str]:
    """One answer per contact: entered, already_in, entry_rule, or why not. A paused campaign takes them, too.

    Takes the other campaign's row lock until the pass commits, as whoever lets contacts in does.
    """
    try:
        campaign = campaign_lock(Campaign(pk=campaign_id, workspace_id=workspace_id))
    except NotFound:
        return [NO_CAMPAIGN] * len(contact_ids)
    if campaign.lifecycle != Lifecycle.RUNNING:
        return [NOT_RUNNING] * len(contact_ids)
    trigger = entry_trigger(campaign)
    if trigger is None:
        return [NO_TRIGGER] * len(contact_ids)
    wanted = dict(zip(contact_ids, contexts, strict=True))
    made = contacts_enter(campaign=campaign, trigger=trigger, contexts=wanted, now=now)
    entered: set[UUID] = set()
    answers = []
    for contact_id in contact_ids:
        if contact_id not in made:
            answers.append(NO_CONTACT)
        elif made[contact_id].refused == DecisionOutcome.ENTRY_RULE:
            answers.append(ENTRY_RULE)
        elif made[contact_id].refused is not None or contact_id in entered:
            answers.append(ALREADY_IN)
        else:
            answers.append(ENTERED)
            entered.add(contact_id)
    return answers
