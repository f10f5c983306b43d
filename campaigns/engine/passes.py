"""One pass: claim a batch of one campaign, flow it through its plans, write, commit. All of it or nothing."""

import json
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from campaigns.engine.claim import Claim, Claimed, Work, claim
from campaigns.engine.exits import Exits
from campaigns.engine.ledger import Ledger
from campaigns.engine.plans import PlanUnreadable, plan_load
from campaigns.engine.poison import Savepoints
from campaigns.engine.waking.subscriptions import subscriptions_drop, subscriptions_make
from campaigns.engine.wave import Wave
from campaigns.engine.world import DatabaseWorld
from campaigns.engine.write import release, write
from campaigns.models import CounterOutcome, ExecutionState, StepOutcome
from campaigns.nodes.base import CampaignInfo
from campaigns.reasons import CAMPAIGN_CANCELLED, VERSION_UNREADABLE
from campaigns.settings import CampaignGoalSettings
from workspaces.crashpoints import crash_point
from workspaces.nudge import nudge


@dataclass(frozen=True, slots=True)
class Passed:
    """What one pass did: executions moved, journal lines written, and whether a limit cut the claim short."""

    executions: int = 0
    steps: int = 0
    full: bool = False


def pass_run(work: Work, now: datetime, limit: int) -> Passed:
    """One pass over up to `limit` due executions and `limit` settled messages and calls of a campaign.

    The advisory lock, the row locks and every write end with the same transaction. Raises NotAccounted, RowsMissing or
    MovesMismatch when the books don't balance: then nothing was written.
    """
    with transaction.atomic():
        claimed = claim(work, now, limit)
        if claimed is None or not (claimed or claimed.message_keys or claimed.call_keys):
            return Passed()
        crash_point("engine.after_claim")
        ledger = Ledger(claimed.campaign.workspace_id, now)
        for group in claimed.claimed:
            _flow(group, claimed, ledger)
        with connection.cursor() as cursor:
            write(ledger, claimed.campaign.id, cursor)
            if claimed.awaiting:
                subscriptions_drop(ledger.rested, cursor)
            if ledger.subscribed:
                subscriptions_make(ledger.subscribed, ledger.workspace_id, claimed.campaign.id, now, cursor)
            release(claimed, now, cursor)
        # A full claim is followed by another pass; a nudge costs as much as a tenth of one.
        if not claimed.full and any(fate[1] in _FINAL for fate in ledger.fates):
            nudge("campaigns.tasks.run_settle")
        crash_point("engine.before_commit")
    crash_point("engine.after_commit")
    return Passed(len(claimed), ledger.steps, claimed.full)


_FINAL = frozenset({ExecutionState.COMPLETED.value, ExecutionState.FAILED.value, ExecutionState.SKIPPED.value})


def _flow(group: Claimed, claim: Claim, ledger: Ledger) -> None:
    campaign = claim.campaign
    if campaign.stopped:
        _end_all(group, ledger, StepOutcome.SKIPPED, CAMPAIGN_CANCELLED)
        return
    try:
        live = plan_load(group.version_id)
    except PlanUnreadable:
        _end_all(group, ledger, StepOutcome.FAILED, VERSION_UNREADABLE)
        return
    savepoints = Savepoints()
    world = DatabaseWorld(
        workspace_id=campaign.workspace_id,
        workspace_name=campaign.workspace_name,
        campaign_name=campaign.name,
        now=ledger.now,
        savepoints=savepoints,
    )
    info = CampaignInfo(campaign.id, campaign.workspace_id, group.version_id)
    Wave(live, group, ledger, world, savepoints, info, ledger.now, _exits(claim, ledger.now, savepoints)).run()


def _exits(claim: Claim, now: datetime, savepoints: Savepoints) -> Exits:
    """The settings were checked when they were stored."""
    campaign = claim.campaign
    return Exits(
        rules=json.loads(campaign.exit_rules) if campaign.exit_rules else (),
        goal=CampaignGoalSettings.model_validate_json(campaign.goal) if campaign.goal else None,
        leaving=campaign.leaving,
        savepoints=savepoints,
        now=now,
    )


def _end_all(group: Claimed, ledger: Ledger, outcome: StepOutcome, reason: str) -> None:
    """Ends every claimed execution where it stands: its way can't or shall not go on."""
    resting = CounterOutcome.PARKED if group.parked else CounterOutcome.WAITING
    places: dict[tuple[str, bool], list[int]] = {}
    for row, place in enumerate(zip(group.nodes, group.rested, strict=True)):
        places.setdefault(place, []).append(row)
    for (node, rested), rows in places.items():
        keys = [group.keys[row] for row in rows]
        runs = [group.runs[row] for row in rows]
        if rested:
            ledger.count(runs, -len(rows), node, resting)
        ledger.count(runs, len(rows), node, CounterOutcome(outcome.value), reason=reason)
        ledger.note(keys, node, outcome, reason=reason)
        ledger.rest(keys, node, ExecutionState(outcome.value), reason=reason)
