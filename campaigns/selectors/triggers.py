"""How contacts get into campaigns: the trigger nodes of their flows, many campaigns at once."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from campaigns.models import Campaign
from workspaces.sql import load


@dataclass(frozen=True, slots=True)
class TriggerEntry:
    """A trigger node; `type` is the node type's key."""

    node: str
    type: str
    name: str
    config: dict[str, Any]


def campaigns_triggers(campaigns: Sequence[Campaign]) -> dict[UUID, list[TriggerEntry]]:
    """Those of what is live, or of the draft where nothing is, in one query; campaigns of one workspace."""
    found: dict[UUID, list[TriggerEntry]] = {campaign.pk: [] for campaign in campaigns}
    if not campaigns:
        return found
    params: dict[str, Any] = {"workspace": campaigns[0].workspace_id, "campaigns": list(found)}
    with connection.cursor() as cursor:
        cursor.execute(load("campaigns.selectors", "campaigns_triggers"), params)
        for pk, node, kind, name, config in cursor.fetchall():
            found[pk].append(TriggerEntry(node, kind, name, json.loads(config)))
    return found
