"""What became of a campaign's messages: sent, opened, clicked, replied and the rest, summed up from counters."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet, Sum

from campaigns.models import Campaign
from messaging.models import MessageCounter, MessageMetric


@dataclass(frozen=True, slots=True)
class MessageStats:
    """Counts of messages, each once. `sent` are those that the provider accepted, `opened` and `clicked` what
    people did; `auto_…` is what machines did, be it before or after; `dismissed` were put away unread.
    """

    queued: int = 0
    sent: int = 0
    rejected: int = 0
    skipped: int = 0
    unknown: int = 0
    delivered: int = 0
    opened: int = 0
    clicked: int = 0
    replied: int = 0
    bounced: int = 0
    complained: int = 0
    unsubscribed: int = 0
    auto_opened: int = 0
    auto_clicked: int = 0
    dismissed: int = 0


def campaign_stats(campaign: Campaign) -> MessageStats:
    """The counts of one campaign."""
    return campaigns_stats([campaign])[campaign.pk]


def campaigns_stats(campaigns: Sequence[Campaign]) -> dict[UUID, MessageStats]:
    """The counts of each, in one query; campaigns of one workspace."""
    ids = [campaign.pk for campaign in campaigns]
    if not ids:
        return {}
    found = _by("stream_id", _counters(campaigns[0].workspace_id).filter(stream_id__in=ids))
    return {pk: found.get(pk, MessageStats()) for pk in ids}


def node_stats(campaign: Campaign) -> dict[str, MessageStats]:
    """The counts of each node of the campaign that sent something."""
    return _by("node", _counters(campaign.workspace_id).filter(stream_id=campaign.pk))


def stats_sum(stats: Iterable[MessageStats]) -> MessageStats:
    """All of them together."""
    known = list(stats)
    return MessageStats(**{name: sum(getattr(each, name) for each in known) for name in MessageStats.__slots__})


def _by(key: str, counters: QuerySet[MessageCounter, Any]) -> dict[Any, MessageStats]:
    found: dict[Any, dict[str, int]] = {}
    for value, metric, total in counters.values_list(key, "metric").annotate(total=Sum("delta")).order_by():
        if total:
            found.setdefault(value, {})[METRIC_NAMES.get(metric, metric)] = total
    return {value: MessageStats(**counts) for value, counts in found.items()}


def _counters(workspace_id: UUID) -> QuerySet[MessageCounter, Any]:
    counters: QuerySet[MessageCounter, Any] = MessageCounter.objects.in_workspace(workspace_id)
    return counters


METRIC_NAMES: Mapping[str, str] = {MessageMetric.ACCEPTED: "sent"}
