"""Handing over one contact's ways through campaigns to another that is the same person.

Where the re-entry policy would not have let the person in a second time, the way of the one who goes ends; all others
go on under the one who stays. No execution changes its node or visit, so no message is ever sent twice for it.
"""

from typing import Any

from django.db import connection

from campaigns.engine.operating import Order, order_carry_out
from campaigns.models import Campaign, Execution, ExecutionState, Lifecycle, StepOutcome
from campaigns.reasons import CONTACT_MERGED
from campaigns.settings import settings_of
from contacts.privacy.registry import Move
from workspaces.locks import exclusive_campaign_lock
from workspaces.services import Actor
from workspaces.sql import load

_ON_THE_WAY = (ExecutionState.PENDING.value, ExecutionState.PROCESSING.value)
_ENDS = Order(
    _ON_THE_WAY,
    CONTACT_MERGED,
    to=ExecutionState.SKIPPED,
    outcome=StepOutcome.SKIPPED,
    ends=True,
    lifecycles=tuple(Lifecycle.values),
)


def executions_hand_over(move: Move) -> None:
    """Ends and hands over, in the caller's transaction; statements grow with the campaigns that both are in."""
    campaigns = _campaigns(move)
    with connection.cursor() as cursor:
        # In the order of their ids, and before any row: then no pass and no claim holds one of the rows.
        for campaign in campaigns:
            exclusive_campaign_lock(campaign.pk, cursor)
    for campaign in campaigns:
        ids = _surplus(campaign, move)
        if ids:
            order_carry_out(campaign, ids, _ENDS, Actor.system())
    params: dict[str, Any] = {"source": move.source, "target": move.target, "workspace": move.workspace_id}
    with connection.cursor() as cursor:
        cursor.execute(load("campaigns.privacy", "move"), params)


def _campaigns(move: Move) -> list[Campaign]:
    executions = Execution.objects.in_workspace(move.workspace_id).filter(contact_id=move.source)
    rows = Campaign.objects.in_workspace(move.workspace_id).filter(pk__in=executions.values("campaign_id"))
    return list(rows.order_by("pk"))


def _surplus(campaign: Campaign, move: Move) -> list[int]:
    """The source's ways that the policy would not have let begin beside, or after, those of the target."""
    policy = settings_of(campaign).reentry
    if policy == "always":
        return []
    executions = Execution.objects.in_workspace(move.workspace_id).filter(campaign_id=campaign.pk)
    others = executions.filter(contact_id=move.target)
    if policy not in (None, "once"):
        others = others.filter(state__in=_ON_THE_WAY)
    if not others.exists():
        return []
    own = executions.filter(contact_id=move.source, state__in=_ON_THE_WAY)
    found: list[int] = list(own.order_by("pk").values_list("pk", flat=True))
    return found
