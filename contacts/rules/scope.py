"""What a rule is validated against: the workspace's attributes and segments, each read at most once per validation."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID

from contacts.models import AttributeDefinition, AttributeKind, Segment, Topic
from contacts.rules.tree import segment_ids


@dataclass(frozen=True, slots=True)
class SegmentFacts:
    """What validation needs to know of a segment."""

    name: str
    references: frozenset[UUID]


@dataclass
class Scope:
    """One workspace as rules see it. `segment_id` is the segment whose own rule is validated, if it is one's."""

    workspace_id: UUID
    segment_id: UUID | None = None
    in_flow: bool = field(default=False, kw_only=True)

    @cached_property
    def attributes(self) -> Mapping[str, AttributeKind]:
        """The kinds of the workspace's attributes."""
        rows = AttributeDefinition.objects.in_workspace(self.workspace_id).values_list("key", "kind")
        return {key: AttributeKind(kind) for key, kind in rows}

    @cached_property
    def segments(self) -> Mapping[UUID, SegmentFacts]:
        """The workspace's segments and which segments each one's rule refers to."""
        rows = Segment.objects.in_workspace(self.workspace_id).only("name", "kind", "rule", "rebuild_needed")
        # The rule that once filled a static segment is history.
        return {
            row.pk: SegmentFacts(row.name, frozenset(segment_ids(row.rule) if row.is_following else ())) for row in rows
        }

    @cached_property
    def topics(self) -> frozenset[UUID]:
        """The workspace's topics, archived ones included: what contacts said of them still holds."""
        return frozenset(Topic.objects.in_workspace(self.workspace_id).values_list("pk", flat=True))

    def way_back(self, target: UUID) -> list[UUID]:
        """The segments by which `target`'s rule leads to the segment under validation: both ends in; else empty."""
        reached_from: dict[UUID, UUID | None] = {target: None}
        pending = deque([target])
        while pending:
            current = pending.popleft()
            if current == self.segment_id:
                return _walked(current, reached_from)
            facts = self.segments.get(current)
            for inner in sorted(facts.references - reached_from.keys()) if facts else ():
                reached_from[inner] = current
                pending.append(inner)
        return []


def _walked(last: UUID, reached_from: Mapping[UUID, UUID | None]) -> list[UUID]:
    way = []
    current: UUID | None = last
    while current is not None:
        way.append(current)
        current = reached_from[current]
    return way[::-1]
