"""What of a workspace's campaigns wants somebody's attention. A fixed number of queries, whatever there is.

Everything is bounded: a list stops at `SHOWN` campaigns, and whoever shows it leads to the full one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from campaigns.models import Campaign, CampaignHold, HoldKind
from campaigns.reports.sender_uses import sender_uses
from campaigns.reports.stuck import STUCK_AFTER
from campaigns.status import LAUNCHED
from messaging.models import Sender, SenderState
from templates_app.models import Template, TemplateState
from workspaces.models import Workspace
from workspaces.sharding import SHARDS
from workspaces.sql import load

_SQL = "campaigns.reports"
SHOWN = 20
FAILED_LATELY = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Failing:
    """A campaign in which contacts failed lately, and how many of them are failed still."""

    id: UUID
    name: str
    contacts: int


@dataclass(frozen=True, slots=True)
class Named:
    """A campaign by its id and name."""

    id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class Blocked:
    """A template or sender that launched campaigns use and that nothing can be sent with, and those campaigns."""

    id: UUID
    name: str
    state: str
    reason: str
    campaigns: Sequence[Named]


@dataclass(frozen=True, slots=True)
class Attention:
    """All of it; each list is empty where there is nothing to do."""

    held: Sequence[CampaignHold]
    failing: Sequence[Failing]
    stuck: Sequence[Named]
    templates: Sequence[Blocked]
    senders: Sequence[Blocked]


def campaigns_attention(workspace: Workspace, now: datetime) -> Attention:
    """Five queries, and one more for each of templates and senders where some can't be used."""
    return Attention(
        held=_held(workspace),
        failing=_failing(workspace, now),
        stuck=_stuck(workspace, now),
        templates=_templates(workspace),
        senders=_senders(workspace, now),
    )


def _held(workspace: Workspace) -> list[CampaignHold]:
    """Holds that nobody of the team has placed, the newest first."""
    holds: QuerySet[CampaignHold] = CampaignHold.objects.in_workspace(workspace).exclude(kind=HoldKind.USER)
    launched = holds.filter(campaign__lifecycle__in=LAUNCHED)
    return list(launched.select_related("campaign").order_by("-created_at", "-pk")[:SHOWN])


def _failing(workspace: Workspace, now: datetime) -> list[Failing]:
    parameters: dict[str, Any] = {"workspace": workspace.pk, "since": now - FAILED_LATELY, "limit": SHOWN}
    with connection.cursor() as cursor:
        cursor.execute(load(_SQL, "failing_campaigns"), parameters)
        return [Failing(*row) for row in cursor.fetchall()]


def _stuck(workspace: Workspace, now: datetime) -> list[Named]:
    parameters: dict[str, Any] = {
        "workspace": workspace.pk,
        "horizon": now - STUCK_AFTER,
        "last_shard": SHARDS - 1,
        "limit": SHOWN,
    }
    with connection.cursor() as cursor:
        cursor.execute(load(_SQL, "stuck_campaigns"), parameters)
        return [Named(*row) for row in cursor.fetchall()]


def _templates(workspace: Workspace) -> list[Blocked]:
    """Those that delivery skips: refused, or taken back to be written anew, after a version was published."""
    states = (TemplateState.REJECTED, TemplateState.DRAFT)
    unusable = Template.objects.in_workspace(workspace).filter(state__in=states, published_version__isnull=False)
    rows = list(unusable.order_by("-updated_at").values_list("pk", "name", "state", "rejection_reason")[:SHOWN])
    if not rows:
        return []
    keys = [str(pk) for pk, *_ in rows]
    using = _launched(workspace).filter(live_version__pins__templates__has_any_keys=keys)
    pins = list(using.values_list("pk", "name", "live_version__pins__templates"))
    found = []
    for pk, name, state, reason in rows:
        campaigns = [Named(campaign, title) for campaign, title, templates in pins if str(pk) in templates]
        if campaigns:
            found.append(Blocked(pk, name, state, reason, campaigns))
    return found


def _senders(workspace: Workspace, now: datetime) -> list[Blocked]:
    """Those that are switched off, or whose provider failed as such."""
    down = Q(state=SenderState.DISABLED) | Q(unavailable_until__gt=now)
    unusable = list(Sender.objects.in_workspace(workspace).filter(down).order_by("name")[:SHOWN])
    if not unusable:
        return []
    uses = sender_uses(workspace_id=workspace.pk, senders=[sender.pk for sender in unusable])
    return [
        Blocked(sender.pk, sender.name, sender.state, sender.fault_detail, [Named(*use) for use in used.items()])
        for sender in unusable
        if (used := uses[sender.pk])
    ]


def _launched(workspace: Workspace) -> QuerySet[Campaign]:
    rows: QuerySet[Campaign] = Campaign.objects.in_workspace(workspace).filter(lifecycle__in=LAUNCHED)
    return rows.order_by("name", "pk")
