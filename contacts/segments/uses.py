"""Who uses a segment: other segments' rules, and whatever apps above say here, registered in `AppConfig.ready`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from contacts.models import Segment
from contacts.models.segment import FOLLOWING
from contacts.rules import segment_ids
from workspaces.models import Workspace


@dataclass(frozen=True, slots=True)
class SegmentUse:
    """A user of a segment; `kind` is `campaign` or `segment`."""

    kind: str
    public_id: str
    name: str

    def __str__(self) -> str:
        return f"{self.kind} “{self.name}”"


# Of some segments of one workspace: who uses each of them. Segments nobody uses may be left out.
Source = Callable[[Workspace, Sequence[Segment]], Mapping[UUID, Sequence[SegmentUse]]]
S = TypeVar("S", bound=Source)

_sources: list[Source] = []


def register(source: S) -> S:
    """Decorator: ask this function who uses segments."""
    _sources.append(source)
    return source


def uses_of(*, workspace: Workspace, segments: Sequence[Segment]) -> dict[UUID, list[SegmentUse]]:
    """Who uses each of the segments, by kind and name; one query here and what the sources need."""
    uses: dict[UUID, list[SegmentUse]] = {segment.pk: [] for segment in segments}
    if not uses:
        return uses
    for other in Segment.objects.in_workspace(workspace).filter(FOLLOWING):
        for pk in segment_ids(other.rule) & uses.keys():
            uses[pk].append(SegmentUse("segment", other.public_id, other.name))
    for source in _sources:
        for pk, found in source(workspace, segments).items():
            uses[pk] += found
    return {pk: sorted(found, key=lambda use: (use.kind, use.name, use.public_id)) for pk, found in uses.items()}
