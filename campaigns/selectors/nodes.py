"""The nodes of campaigns' flows: the triggers of many at once, and those of one in the order of the way."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from campaigns.flow import FlowNode, parse
from campaigns.lifecycle.versions import campaign_document
from campaigns.models import Campaign
from campaigns.reports.funnel import nodes_in_order
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


def campaign_nodes(campaign: Campaign) -> list[FlowNode]:
    """The nodes of the draft, else of the live version, in the order of the way."""
    return list(nodes_in_order(parse(campaign_document(campaign))))
