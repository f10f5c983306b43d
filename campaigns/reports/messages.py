"""What became of a campaign's messages: sent, opened, clicked, replied and the rest, counted from the outbox."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from campaigns.models import Campaign
from messaging.models import Message, MessageState


@dataclass(frozen=True, slots=True)
class MessageStats:
    """Counts of messages, each once. `sent` are those that the provider accepted."""

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


_FACTS = ("delivered", "opened", "clicked", "replied", "bounced", "complained", "unsubscribed")
_COUNTS = {
    "queued": Count("pk", filter=Q(state__in=(MessageState.QUEUED, MessageState.SENDING))),
    "sent": Count("pk", filter=Q(state=MessageState.ACCEPTED)),
    "rejected": Count("pk", filter=Q(state=MessageState.REJECTED)),
    "skipped": Count("pk", filter=Q(state=MessageState.SKIPPED)),
    "unknown": Count("pk", filter=Q(state=MessageState.UNKNOWN)),
    **{fact: Count("pk", filter=Q(**{f"{fact}_at__isnull": False})) for fact in _FACTS},
}


def campaign_stats(campaign: Campaign) -> MessageStats:
    """The counts of one campaign."""
    return campaigns_stats([campaign])[campaign.pk]


def campaigns_stats(campaigns: Sequence[Campaign]) -> dict[UUID, MessageStats]:
    """The counts of each, in one query; campaigns of one workspace."""
    ids = [campaign.pk for campaign in campaigns]
    if not ids:
        return {}
    rows = _messages(campaigns[0].workspace_id).filter(stream_id__in=ids).values("stream_id").annotate(**_COUNTS)
    found = _by("stream_id", rows.order_by())
    return {pk: found.get(pk, MessageStats()) for pk in ids}


def node_stats(campaign: Campaign) -> dict[str, MessageStats]:
    """The counts of each node of the campaign that sent something."""
    rows = _messages(campaign.workspace_id).filter(stream_id=campaign.pk).values("node").annotate(**_COUNTS)
    return _by("node", rows.order_by())


def _by(key: str, rows: Iterable[Mapping[str, Any]]) -> dict[Any, MessageStats]:
    return {row[key]: MessageStats(**{name: count for name, count in row.items() if name != key}) for row in rows}


def _messages(workspace_id: UUID) -> QuerySet[Message, Any]:
    messages: QuerySet[Message, Any] = Message.objects.in_workspace(workspace_id)
    return messages
