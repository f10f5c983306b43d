"""Where a campaign's contacts are now, by node: from the counters, so that it costs the same for ten or ten million."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Sum

from campaigns.models import Campaign, CounterOutcome, NodeCounter
from campaigns.reports.progress import campaign_progress
from workspaces.sql import load

# Due executions that are looked at to learn where those stand who have yet to enter a node.
LIMIT = 50_000


@dataclass(frozen=True, slots=True)
class Places:
    """How many are at each node; `estimated` when there were too many to enter a node to look at each."""

    here: dict[str, int]
    estimated: bool

    @property
    def total(self) -> int:
        """Everybody on the way."""
        return sum(self.here.values())


def campaign_places(campaign: Campaign, now: datetime) -> Places:
    """Those who rest come from the counters; those yet to enter are counted, and scaled up where they are too many."""
    here = _resting(campaign)
    entering = campaign_progress(campaign).active - sum(here.values())
    seen = _entering(campaign, now) if entering > 0 else {}
    estimated = sum(seen.values()) >= LIMIT
    seen.pop(None, None)
    known = sum(seen.values())
    for node, count in seen.items():
        here[node] = here.get(node, 0) + (count * entering // known if estimated else count)
    return Places({node: count for node, count in here.items() if count > 0}, estimated)


def _resting(campaign: Campaign) -> dict[str, int]:
    counters = NodeCounter.objects.in_workspace(campaign.workspace_id).filter(
        campaign_id=campaign.pk, outcome__in=(CounterOutcome.WAITING, CounterOutcome.PARKED)
    )
    return dict(counters.values_list("node").annotate(total=Sum("delta")).order_by())


def _entering(campaign: Campaign, now: datetime) -> dict[Any, int]:
    with connection.cursor() as cursor:
        cursor.execute(load("campaigns.impact", "entering"), {"campaign": campaign.pk, "now": now, "limit": LIMIT})
        return dict(cursor.fetchall())
