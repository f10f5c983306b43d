"""Letting a set of contacts into a running campaign at once, by its re-entry policy; whoever calls has locked its row.

Whole audiences come in by runs, which have a cursor of their own (campaigns.engine.enrol).
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from campaigns.lifecycle.runs import entry_next
from campaigns.models import Campaign, CounterOutcome, NodeCounter, Trigger
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


def contacts_enter(
    *, campaign: Campaign, trigger: Trigger, contexts: Mapping[UUID, Mapping[str, Any] | None], now: datetime
) -> dict[UUID, int | None]:
    """Makes an execution for each contact that may enter, with what is to be trigger.* for it, in one statement.

    Returns the execution's id per contact of the workspace, None for those who had entered before.
    """
    entry = entry_next(campaign) if settings_of(campaign).reentry == "always" else 1
    params: dict[str, Any] = {
        "workspace": campaign.workspace_id,
        "campaign": campaign.pk,
        "version": trigger.version_id,
        "node": trigger.node,
        "entry": entry,
        "contacts": uuid_array(contexts),
        "contexts": [json.dumps(context) if context else None for context in contexts.values()],
        "now": now,
    }
    with connection.cursor() as cursor:
        cursor.execute(load("campaigns.lifecycle", "enter"), params)
        made: dict[UUID, int | None] = dict(cursor.fetchall())
    _count(campaign, trigger, sum(execution is not None for execution in made.values()), now)
    return made


def _count(campaign: Campaign, trigger: Trigger, entered: int, now: datetime) -> None:
    if not entered:
        return
    NodeCounter.objects.create(
        workspace_id=campaign.workspace_id,
        campaign=campaign,
        node=trigger.node,
        outcome=CounterOutcome.ENROLLED,
        delta=entered,
        created_at=now,
    )
    nudge("campaigns.tasks.run_engine")
