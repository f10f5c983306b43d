"""The sums of a campaign's counters, read once for all reports of one answer."""

from collections.abc import Mapping

from django.db.models import Sum

from campaigns.models import Campaign, CounterOutcome, NodeCounter

# (outcome, port, reason) → sum
NodeCounts = Mapping[tuple[str, str, str], int]
Counts = Mapping[str, NodeCounts]


def campaign_counts(campaign: Campaign) -> Counts:
    """{node: sums of its counters}; one query, index node_counter_by_run. Node "" stands for "none"."""
    counters = NodeCounter.objects.in_workspace(campaign.workspace_id).filter(campaign_id=campaign.pk)
    totals = counters.values_list("node", "outcome", "port", "reason").annotate(total=Sum("delta")).order_by()
    nodes: dict[str, dict[tuple[str, str, str], int]] = {}
    for node, outcome, port, reason, total in totals:
        if total:
            nodes.setdefault(node, {})[outcome, port, reason] = total
    return nodes


def count_of(counts: NodeCounts, outcome: CounterOutcome, *, port: str | None = None, reason: str | None = None) -> int:
    """The sum of one outcome at a node; of all its ports and reasons where none is named."""
    return sum(
        total
        for (found, by, why), total in counts.items()
        if found == outcome.value and port in (None, by) and reason in (None, why)
    )
