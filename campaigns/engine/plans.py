"""Plans of published versions, compiled once per process. A published version never changes, so nothing goes stale."""

from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from campaigns.flow import CannotCompile, Pins, Plan, compile, parse
from campaigns.models import FlowVersion
from workspaces.errors import InvalidInput


class PlanUnreadable(Exception):
    """The version is gone, or was published by a release whose node types this one doesn't have."""


@dataclass(frozen=True, slots=True)
class LivePlan:
    """A plan and its ways back: the (node, port) pairs whose edge leads from a resting node into a loop through it."""

    plan: Plan
    loops: frozenset[tuple[str, str]]


def pins_of(version: FlowVersion) -> Pins:
    """What a published version is tied to."""
    sender = version.pins.get("sender")
    templates = {UUID(template): UUID(pinned) for template, pinned in version.pins.get("templates", {}).items()}
    return Pins(templates=templates, default_sender=UUID(sender) if sender else None)


def plan_of(version: FlowVersion) -> Plan:
    """The plan of a published version. Raises CannotCompile or InvalidInput when it was made by other code."""
    return compile(parse(version.document), pins=pins_of(version))


@lru_cache(maxsize=512)
def plan_load(version_id: UUID) -> LivePlan:
    """The plan of the published version with that id. Raises PlanUnreadable."""
    try:
        plan = plan_of(FlowVersion.objects.across_workspaces().get(pk=version_id, state="published"))
    except (FlowVersion.DoesNotExist, CannotCompile, InvalidInput) as error:
        raise PlanUnreadable(f"version {version_id}: {error}") from error
    return LivePlan(plan, loops_of(plan))


def loops_of(plan: Plan) -> frozenset[tuple[str, str]]:
    """The ports of resting nodes from which a way leads back to the same node. Every loop of a flow has one."""
    return frozenset(
        (node.key, port)
        for node in plan.resting
        for port, target in node.targets.items()
        if node.key in _reachable(plan, target)
    )


def _reachable(plan: Plan, start: str) -> set[str]:
    found = {start}
    stack = [start]
    while stack:
        fresh = set(plan.node(stack.pop()).targets.values()) - found
        found |= fresh
        stack.extend(fresh)
    return found
