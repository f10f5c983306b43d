"""The journal of one execution: what happened at which node, when and why, in words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from campaigns.models import Execution, FlowVersion, Step, StepOutcome
from campaigns.nodes import registry
from campaigns.reasons import VERSION_MOVED, reason_words
from campaigns.reports.seen import Rules, Seen, rules_of
from campaigns.settings import settings_of

_MESSAGE_LENGTH = 200


@dataclass(frozen=True, slots=True)
class StepLine:
    """One line of the journal. `words` says it in a sentence, `detail` holds what was decided on, `seen` says that."""

    id: str
    at: datetime
    node: str
    node_name: str
    type: str
    outcome: str
    port: str
    reason: str
    words: str
    detail: Mapping[str, Any]
    seen: tuple[Seen, ...] = ()


def execution_journal(execution: Execution) -> list[StepLine]:
    """The lines of one execution in the order in which they happened, each read by the version that it ran then.

    One or two queries, index on the execution; one more where it was moved from version to version.
    """
    steps = Step.objects.in_workspace(execution.workspace_id).filter(execution_id=execution.pk).order_by("pk")
    return journal_lines(execution, list(steps))


def journal_lines(execution: Execution, steps: Sequence[Step]) -> list[StepLine]:
    """The same of steps that the caller has read."""
    numbers = _versions_of(steps, execution.version.number)
    readers = {number: _reader(execution, document) for number, document in _documents(execution, numbers).items()}
    last = readers[execution.version.number]
    return [_line(step, readers.get(number, last)) for step, number in zip(steps, numbers, strict=True)]


def _versions_of(steps: Sequence[Step], last: int) -> list[int]:
    """The number of the version that each step ran, told from the end: a move says from which one it came."""
    numbers = []
    for step in reversed(steps):
        if step.reason == VERSION_MOVED:
            last = (step.detail or {}).get("from_version", last)
        numbers.append(last)
    return numbers[::-1]


def _documents(execution: Execution, numbers: Iterable[int]) -> dict[int, Mapping[str, Any]]:
    present = {execution.version.number: execution.version.document}
    if not set(numbers) - present.keys():
        return present
    versions = FlowVersion.objects.in_workspace(execution.workspace_id).filter(campaign_id=execution.campaign_id)
    return present | dict(versions.filter(number__in=set(numbers)).values_list("number", "document"))


@dataclass(frozen=True, slots=True)
class _Reader:
    """What one version calls its nodes, their types, and its rules."""

    names: Mapping[str, tuple[str, str]]
    rules: Rules


def _reader(execution: Execution, document: Mapping[str, Any]) -> _Reader:
    exits = settings_of(execution.campaign).exit_rules
    return _Reader(_names(document), rules_of(document, exits, node_names(document), execution.workspace_id))


def node_names(document: Mapping[str, Any]) -> dict[str, str]:
    """What people call the nodes of a stored document."""
    return {key: name for key, (name, _) in _names(document).items()}


def _names(document: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    names = {}
    for node in document.get("nodes", ()):
        node_type = registry.find(node["type"])
        names[node["id"]] = (node.get("name") or (node_type.label if node_type else node["id"]), node["type"])
    return names


def _line(step: Step, reader: _Reader) -> StepLine:
    name, type_key = reader.names.get(step.node, (step.node, ""))
    return StepLine(
        id=step.public_id,
        at=step.created_at,
        node=step.node,
        node_name=name,
        type=type_key,
        outcome=step.outcome,
        port=step.port,
        reason=step.reason,
        words=_words(step),
        detail=step.detail or {},
        seen=reader.rules.seen(step.node, step.port, step.detail or {}),
    )


def _words(step: Step) -> str:
    sentence = _OUTCOMES[StepOutcome(step.outcome)]
    if step.outcome == StepOutcome.PASSED and step.port != "next":
        sentence = f"Went on by “{step.port}”."
    if not step.reason:
        return sentence
    detail = step.detail or {}
    reason = reason_words(step.reason)
    if step.outcome == StepOutcome.WAITING and reason.startswith(_UNTIL):
        # Both in one: "Waits until a date and time."
        event = detail.get("event")
        return f"Waits until the contact does “{event}”." if event else f"Waits u{reason[1:]}"
    if step.reason == VERSION_MOVED:
        return reason
    parts = [sentence, reason]
    if "reason" in detail:
        parts.append(reason_words(str(detail["reason"])))
    if "message" in detail:
        parts.append(str(detail["message"])[:_MESSAGE_LENGTH])
    return " ".join(parts)


_UNTIL = "Until "
_OUTCOMES = {
    StepOutcome.PASSED: "Went on.",
    StepOutcome.WAITING: "Waits.",
    StepOutcome.PARKED: "The message is on its way.",
    StepOutcome.COMPLETED: "Reached the end.",
    StepOutcome.FAILED: "Failed.",
    StepOutcome.SKIPPED: "Ended early.",
    StepOutcome.MOVED: "Set on its way.",
}
