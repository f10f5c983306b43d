"""What tests of the segments stage share: rules, running the stage until it rests, and what it has written."""

from datetime import UTC, datetime, timedelta
from typing import Any

from contacts.models import ContactChange, Segment, SegmentMembership, SegmentTransition
from contacts.segments import refresh

NOW = datetime(2026, 3, 29, 12, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=5)


def rule(*leaves: dict[str, Any], condition: str = "AND") -> dict[str, Any]:
    return {"condition": condition, "rules": list(leaves)}


def tag(value: str, operator: str = "has") -> dict[str, Any]:
    return {"type": "tag", "operator": operator, "value": value}


def inside(segment: Segment, operator: str = "in") -> dict[str, Any]:
    return {"type": "segment", "operator": operator, "value": segment.public_id}


def settle(now: datetime = NOW) -> None:
    """Runs the stage until nothing is left."""
    for _ in range(20):
        if not refresh.run(now, 1000).more:
            return
    raise AssertionError("the stage does not come to rest")


def members(segment: Segment) -> set[Any]:
    found = SegmentMembership.objects.in_workspace(segment.workspace_id).filter(segment=segment)
    return set(found.values_list("contact_id", flat=True))


def transitions(segment: Segment) -> list[tuple[Any, str]]:
    rows = SegmentTransition.objects.in_workspace(segment.workspace_id).filter(segment=segment).order_by("pk")
    return list(rows.values_list("contact_id", "kind"))


def queue_length() -> int:
    return ContactChange.objects.across_workspaces().count()
