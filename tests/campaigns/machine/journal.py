"""What the journal must tell: one way through the flow without gaps, from a trigger to where the execution stands."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from campaigns.models import Campaign, Execution, FlowVersion, Step, StepOutcome
from campaigns.reasons import EXECUTION_MOVED, EXECUTION_RETRIED, VERSION_MOVED

_ENDS = (StepOutcome.COMPLETED, StepOutcome.FAILED, StepOutcome.SKIPPED)


class Way:
    """An execution's way as its journal tells it; `places` is where its next line may stand."""

    def __init__(self, versions: Mapping[int, Mapping[str, Any]], number: int) -> None:
        self._versions = versions
        self.number = number
        self.ended = False
        self.places = self._triggers()

    def follow(self, step: Step) -> str:
        """Goes on by that line; what is wrong with it, in words."""
        detail = step.detail or {}
        if self.ended and not (step.outcome == StepOutcome.MOVED and step.reason == EXECUTION_RETRIED):
            return f"{step.outcome} at {step.node} after it had ended"
        if step.node not in self.places:
            return f"{step.outcome} at {step.node}, but it was to be at {sorted(self.places)}"
        self.ended = step.outcome in _ENDS
        self.places = {step.node}
        if step.outcome == StepOutcome.PASSED:
            self.places = self._targets(step.node, step.port)
        elif step.reason == EXECUTION_MOVED:
            self.places = {detail["to"]}
        elif step.reason == VERSION_MOVED:
            self.number = detail["version"]
            self.places = {detail.get("to", step.node)}
        return ""

    def _triggers(self) -> set[str]:
        nodes = self._versions[self.number]["nodes"]
        return {node["id"] for node in nodes if node["type"].startswith("trigger_")}

    def _targets(self, node: str, port: str) -> set[str]:
        edges = self._versions[self.number]["edges"]
        return {edge["target"] for edge in edges if (edge["source"], edge.get("port", "next")) == (node, port)}


def check_journal(campaign: Campaign) -> None:
    """Every execution's journal is one way without gaps, and ends where the execution is."""
    rows = FlowVersion.objects.in_workspace(campaign.workspace_id).filter(campaign_id=campaign.pk)
    versions = {version.number: version.document for version in rows}
    numbers = {version.pk: version.number for version in rows}
    steps: dict[int, list[Step]] = {}
    for step in (
        Step.objects.in_workspace(campaign.workspace_id).filter(execution__campaign_id=campaign.pk).order_by("pk")
    ):
        steps.setdefault(step.execution_id, []).append(step)
    for execution in Execution.objects.in_workspace(campaign.workspace_id).filter(campaign_id=campaign.pk):
        lines = steps.get(execution.pk, [])
        wrong = _problem(execution, lines, versions, numbers[execution.version_id])
        told = [(line.node, line.outcome, line.port, line.reason) for line in lines]
        assert not wrong, (
            f"the journal of {execution.pk} ({execution.state} at {execution.node}): {wrong}; it says {told}"
        )


def _problem(execution: Execution, lines: Sequence[Step], versions: Mapping[int, Any], number: int) -> str:
    way = Way(versions, _first_version(lines, number))
    for line in lines:
        if wrong := way.follow(line):
            return wrong
    if way.number != number:
        return f"it leads to version {way.number}, not {number}"
    if way.ended != (execution.finished_at is not None):
        return "it ends before the execution does" if way.ended else "it does not tell of the end"
    return "" if execution.node in way.places else f"it ends at {sorted(way.places)}"


def _first_version(lines: Iterable[Step], number: int) -> int:
    """That of before the first move; who left instead of moving stayed on theirs."""
    moves = (line.detail for line in lines if line.reason == VERSION_MOVED)
    return next((detail["from_version"] for detail in moves if detail), number)
