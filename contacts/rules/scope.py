"""What a rule is validated against: the workspace's attributes and segments, each read at most once per validation."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID

from contacts.models import AttributeDefinition, AttributeKind, Segment
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
        rows = Segment.objects.in_workspace(self.workspace_id).values_list("pk", "name", "rule")
        return {pk: SegmentFacts(name, frozenset(segment_ids(rule))) for pk, name, rule in rows}

    def leads_back(self, target: UUID) -> bool:
        """Whether `target`'s rule refers, over any number of segments, to the segment under validation."""
        seen: set[UUID] = set()
        pending = [target]
        while pending:
            current = pending.pop()
            if current == self.segment_id:
                return True
            if current not in seen and current in self.segments:
                seen.add(current)
                pending.extend(self.segments[current].references)
        return False
