"""`{"type": "segment", "operator": "in", "value": "seg_…"}`: whether the contact is in another segment.

Answered from the stored membership. The segments stage evaluates segments in the order in which they refer to each
other, so a rule over segments is as fresh as they are; circles are refused.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal
from uuid import UUID

from pydantic import ConfigDict, Field, field_validator
from pydantic_core import PydanticCustomError

from contacts.models import SegmentMembership
from contacts.rules.builder import CONTACT, Builder, negated
from contacts.rules.conditions import hints
from contacts.rules.facts import Asked, Facts
from contacts.rules.registry import ConditionType, Problem, register
from contacts.rules.scope import Scope
from contacts.rules.tree import Leaf
from workspaces.ids import InvalidId, decode


class SegmentLeaf(Leaf):
    """Segments may refer to segments, but not in a circle."""

    model_config = ConfigDict(json_schema_extra=hints.sentence("operator", "value"))

    type: Literal["segment"]
    operator: Literal["in", "not_in"] = Field(
        title="Comparison",
        json_schema_extra=hints.choice({"in": "is in the segment", "not_in": "is not in the segment"}),
    )
    value: str = Field(title="Segment", json_schema_extra={"x-editor": "segment"})

    @field_validator("value")
    @classmethod
    def _is_id(cls, value: str) -> str:
        try:
            decode("seg", value)
        except InvalidId as error:
            raise PydanticCustomError("id", "{reason}", {"reason": str(error)}) from error
        return value


@register
class SegmentCondition(ConditionType[SegmentLeaf]):
    """Answered by the unique index on (segment, contact)."""

    key = "segment"
    label = "Segment"
    description = "Whether the contact is in another segment."
    Leaf = SegmentLeaf

    def validate(self, leaf: SegmentLeaf, scope: Scope) -> Iterable[Problem]:
        target = decode("seg", leaf.value)
        if target not in scope.segments:
            yield Problem("value", "unknown_segment", f"there is no segment {leaf.value}")
        elif scope.segment_id is not None and (way := scope.way_back(target)):
            names = " → ".join(f"“{scope.segments[pk].name}”" if pk in scope.segments else "this one" for pk in way)
            words = f"leads back to this one: {names}" if len(way) > 1 else "is this one; it can't ask for itself"
            yield Problem("value", "segment_cycle", f"the segment “{scope.segments[target].name}” {words}")

    def compile(self, leaf: SegmentLeaf, builder: Builder) -> str:
        segment = builder.param(decode("seg", leaf.value), "uuid")
        wanted = f"m.segment_id = {segment} AND m.contact_id = {CONTACT}.id AND m.workspace_id = {builder.workspace()}"
        # Only placeholders are put in.
        member = f"EXISTS (SELECT FROM contacts_segmentmembership m WHERE {wanted})"  # nosec B608
        return member if leaf.operator == "in" else negated(member)

    def actual(self, leaf: SegmentLeaf, builder: Builder) -> str:
        member = self.compile(leaf.model_copy(update={"operator": "in"}), builder)
        return f"to_jsonb(CASE WHEN {member} THEN 'in' ELSE 'not in' END)"

    def load(self, leaves: Sequence[SegmentLeaf], asked: Asked) -> frozenset[UUID]:
        """Which of the segments that are asked for the contact is in."""
        rows = SegmentMembership.objects.in_workspace(asked.workspace_id).filter(contact_id=asked.contact_id)
        wanted = {decode("seg", leaf.value) for leaf in leaves}
        return frozenset(rows.filter(segment_id__in=wanted).values_list("segment_id", flat=True))

    def holds(self, leaf: SegmentLeaf, facts: Facts) -> bool:
        return self.saw(leaf, facts).replace(" ", "_") == leaf.operator

    def saw(self, leaf: SegmentLeaf, facts: Facts) -> str:
        return "in" if decode("seg", leaf.value) in facts.loaded[self.key] else "not in"

    def dependencies(self, leaf: SegmentLeaf) -> frozenset[str]:
        return frozenset({f"segment:{decode('seg', leaf.value)}"})

    def words(self, leaf: SegmentLeaf, names: Mapping[str, str]) -> str:
        return f"{'in' if leaf.operator == 'in' else 'not in'} “{names.get(leaf.value, leaf.value)}”"
