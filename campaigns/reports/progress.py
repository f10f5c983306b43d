"""How far a campaign is: sums of counter deltas, so that a million executions cost a few hundred rows to read."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Sum

from campaigns.models import Campaign, CounterOutcome, NodeCounter, Run


@dataclass(frozen=True, slots=True)
class CampaignProgress:
    """Counts of executions by state; pending = queued + waiting.

    `audience` is how many the runs set out to enrol, `enrolled` how many came in, by whatever trigger.
    """

    audience: int = 0
    enrolled: int = 0
    waiting: int = 0
    processing: int = 0
    completed: int = 0
    failed: int = 0
    skipped: int = 0

    @property
    def finished(self) -> int:
        """Executions in a terminal state."""
        return self.completed + self.failed + self.skipped

    @property
    def active(self) -> int:
        """Executions that have still a way to go."""
        return self.enrolled - self.finished

    @property
    def pending(self) -> int:
        """Executions in the state pending: queued, or waiting until they are due."""
        return self.active - self.processing

    @property
    def queued(self) -> int:
        """Pending executions that don't rest at a node: they are to be moved at the next pass."""
        return self.pending - self.waiting

    @property
    def percent(self) -> int:
        """Finished ones of all that are expected, 0 to 100, rounded down."""
        expected = max(self.audience, self.enrolled)
        return self.finished * 100 // expected if expected else 0

    def by_state(self) -> dict[str, int]:
        """{state: count} in the words of seed 003."""
        return {
            "pending": self.pending,
            "processing": self.processing,
            "completed": self.completed,
            "failed": self.failed,
            "skipped": self.skipped,
        }


def campaign_progress(campaign: Campaign) -> CampaignProgress:
    """The campaign's progress; two queries, index node_counter_by_run."""
    return campaigns_progress([campaign])[campaign.pk]


def campaigns_progress(campaigns: Sequence[Campaign]) -> dict[UUID, CampaignProgress]:
    """The progress of each, in two queries for all; campaigns of one workspace."""
    ids = [campaign.pk for campaign in campaigns]
    if not ids:
        return {}
    workspace_id = campaigns[0].workspace_id
    audiences = _grouped(Run.objects.in_workspace(workspace_id), ids, Sum("audience_size"))
    counters = (
        NodeCounter.objects.in_workspace(workspace_id)
        .filter(campaign_id__in=ids)
        .values_list("campaign_id", "outcome")
        .annotate(total=Sum("delta"))
        .order_by()
    )
    found: dict[UUID, dict[str, int]] = {pk: {} for pk in ids}
    for pk, outcome, total in counters:
        found[pk][outcome] = total
    return {pk: _progress(audiences.get(pk, 0), counts) for pk, counts in found.items()}


def campaigns_enrolled(campaigns: Sequence[Campaign]) -> dict[UUID, int]:
    """How often contacts came into each, in one query; campaigns of one workspace."""
    if not campaigns:
        return {}
    counters = NodeCounter.objects.in_workspace(campaigns[0].workspace_id).filter(outcome=CounterOutcome.ENROLLED)
    found = _grouped(counters, [campaign.pk for campaign in campaigns], Sum("delta"))
    return {campaign.pk: found.get(campaign.pk, 0) for campaign in campaigns}


def run_progress(run: Run) -> CampaignProgress:
    """The progress of one run."""
    counters = NodeCounter.objects.in_workspace(run.workspace_id).filter(campaign_id=run.campaign_id, run_id=run.pk)
    counts = dict(counters.values_list("outcome").annotate(total=Sum("delta")).order_by())
    return _progress(run.audience_size, counts)


def node_states(campaign: Campaign) -> dict[str, dict[str, int]]:
    """{node: {state: count}} of where executions are now or ended, in the words of seed 003."""
    counters = NodeCounter.objects.in_workspace(campaign.workspace_id).filter(campaign_id=campaign.pk)
    nodes: dict[str, dict[str, int]] = {}
    for node, outcome, total in counters.values_list("node", "outcome").annotate(total=Sum("delta")).order_by("node"):
        state = _STATES.get(outcome)
        if state and total:
            nodes.setdefault(node, {})[state] = total
    return nodes


_STATES: Mapping[str, str] = {
    CounterOutcome.WAITING: "pending",
    CounterOutcome.PARKED: "processing",
    CounterOutcome.COMPLETED: "completed",
    CounterOutcome.FAILED: "failed",
    CounterOutcome.SKIPPED: "skipped",
}


def executions_about(campaign: Campaign, states: Collection[str], node: str = "") -> int:
    """About how many executions are in one of these states (at the node), from the counters.

    At a node those are missing that have yet to enter it.
    """
    counts = node_states(campaign).get(node, {}) if node else campaign_progress(campaign).by_state()
    return sum(counts.get(state, 0) for state in states)


def _grouped(rows: Any, ids: Sequence[UUID], aggregate: Any) -> dict[UUID, int]:
    counted = rows.filter(campaign_id__in=ids).values_list("campaign_id").annotate(total=aggregate).order_by()
    return dict(counted)


def _progress(audience: int, counts: dict[str, int]) -> CampaignProgress:
    return CampaignProgress(
        audience=audience,
        enrolled=counts.get(CounterOutcome.ENROLLED, 0),
        waiting=counts.get(CounterOutcome.WAITING, 0),
        processing=counts.get(CounterOutcome.PARKED, 0),
        completed=counts.get(CounterOutcome.COMPLETED, 0),
        failed=counts.get(CounterOutcome.FAILED, 0),
        skipped=counts.get(CounterOutcome.SKIPPED, 0),
    )
