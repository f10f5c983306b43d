"""Letting a set of contacts into a running campaign at once, by its re-entry policy; whoever calls has locked its row.

Whole audiences come in by runs, which have a cursor of their own (campaigns.engine.enrol).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from campaigns.lifecycle.reentry import entry_rule_sql, reentry_of
from campaigns.lifecycle.runs import entry_next
from campaigns.models import Campaign, CounterOutcome, DecisionOutcome, NodeCounter, Run, Trigger
from campaigns.nodes.trigger_api import TriggerApi
from campaigns.settings import settings_of
from contacts.arrays import uuid_array
from workspaces.nudge import nudge
from workspaces.sql import load


def entry_trigger(campaign: Campaign, node: str | None = None) -> Trigger | None:
    """The active trigger at that node, or else the API trigger, or else the first one; None where there is none."""
    triggers = Trigger.objects.in_workspace(campaign.workspace_id).filter(
        version_id=campaign.live_version_id, active=True
    )
    found = list(triggers.order_by("pk") if node is None else triggers.filter(node=node))
    return next((trigger for trigger in found if trigger.type == TriggerApi.key), found[0] if found else None)


@dataclass(frozen=True, slots=True)
class Entry:
    """What became of a contact that was to enter: the new execution's id, or what kept it out."""

    execution_id: int | None
    refused: DecisionOutcome | None = None


def contacts_enter(
    *,
    campaign: Campaign,
    trigger: Trigger,
    contexts: Mapping[UUID, Mapping[str, Any] | None],
    now: datetime,
    run: Run | None = None,
    repeating: bool = False,
) -> dict[UUID, Entry]:
    """Makes an execution for each contact that may enter, with what is to be trigger.* for it, in one statement.

    One entry per contact of the workspace; contacts of others are left out. The executions belong to `run`, if given. A
    way in that is `repeating` lets in again unless the campaign says otherwise.
    """
    settings = settings_of(campaign)
    policy = reentry_of(settings, now, repeating=repeating)
    rule = entry_rule_sql(
        settings, workspace_id=campaign.workspace_id, campaign_id=campaign.pk, context_column="b.context", now=now
    )
    params: dict[str, Any] = {
        **policy.params,
        **rule.params,
        "workspace": campaign.workspace_id,
        "campaign": campaign.pk,
        "run": run.pk if run else None,
        "version": trigger.version_id,
        "node": trigger.node,
        "entry": 1 if policy.first_only else entry_next(campaign),
        "contacts": uuid_array(contexts),
        "contexts": [json.dumps(context) if context else None for context in contexts.values()],
        "now": now,
    }
    statement = load("campaigns.lifecycle", "enter").replace("{barred}", policy.barred())
    with connection.cursor() as cursor:
        cursor.execute(statement.replace("{entry_rule}", rule.sql), params)
        entries = {contact: _entry(execution, met) for contact, execution, met in cursor.fetchall()}
    _count(campaign, trigger, run, sum(entry.refused is None for entry in entries.values()), now)
    return entries


def _entry(execution_id: int | None, met: bool) -> Entry:
    if execution_id is not None:
        return Entry(execution_id)
    return Entry(None, DecisionOutcome.REENTRY if met else DecisionOutcome.ENTRY_RULE)


def _count(campaign: Campaign, trigger: Trigger, run: Run | None, entered: int, now: datetime) -> None:
    if not entered:
        return
    NodeCounter.objects.create(
        workspace_id=campaign.workspace_id,
        campaign=campaign,
        run=run,
        node=trigger.node,
        outcome=CounterOutcome.ENROLLED,
        delta=entered,
        created_at=now,
    )
    nudge("campaigns.tasks.run_engine")
