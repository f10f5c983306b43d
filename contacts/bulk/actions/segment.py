"""Putting contacts into a static segment, and taking them out of it."""

from collections.abc import Collection, Mapping
from typing import Any, ClassVar
from uuid import UUID

from contacts.bulk.base import Applied, BulkAction, Task, register
from contacts.bulk.params import text_params
from contacts.models import Segment, SegmentKind
from contacts.rules import Predicate
from contacts.selectors.lists import segment_get
from contacts.services.segment_members import segment_members_add, segment_members_remove
from workspaces.errors import InvalidInput, NotFound
from workspaces.models import Workspace

_IN_IT = (
    "EXISTS (SELECT FROM contacts_segmentmembership m"
    " WHERE m.segment_id = %(verdict_segment)s::uuid AND m.contact_id = c.id)"
)


def _segment(workspace: Workspace, params: Mapping[str, Any]) -> Segment:
    return segment_get(workspace=workspace, segment_id=params["segment"])


class _Membership(BulkAction):
    def check(self, workspace: Workspace, params: Mapping[str, Any]) -> dict[str, Any]:
        found = text_params(params, "segment")
        try:
            segment = _segment(workspace, found)
        except NotFound as error:
            raise InvalidInput.of("params.segment", "there is no such segment", "unknown_segment") from error
        if segment.kind != SegmentKind.STATIC:
            raise InvalidInput.of("params.segment", "who is in a dynamic segment follows from its rule", "dynamic")
        return {"segment": segment.public_id}


@register
class SegmentAddAction(_Membership):
    """Whoever is not in it."""

    key = "segment_add"
    label = "Add to a segment"
    reverse = "segment_remove"
    reasons: ClassVar[Mapping[str, str]] = {"in_it": "are in the segment already"}

    def verdict(self, task: Task) -> Predicate:
        segment = _segment(task.workspace, task.params)
        return Predicate(f"CASE WHEN {_IN_IT} THEN 'in_it' END", {"verdict_segment": segment.pk})

    def apply(self, task: Task, contact_ids: Collection[UUID]) -> Applied:
        segment_members_add(segment=_segment(task.workspace, task.params), contact_ids=contact_ids, now=task.now)
        return Applied(contact_ids)

    def words(self, workspace: Workspace, params: Mapping[str, Any]) -> str:
        return f"Add to the segment “{_segment(workspace, params).name}”"


@register
class SegmentRemoveAction(_Membership):
    """Whoever is in it."""

    key = "segment_remove"
    label = "Remove from a segment"
    reverse = "segment_add"
    reasons: ClassVar[Mapping[str, str]] = {"not_in_it": "are not in the segment"}

    def verdict(self, task: Task) -> Predicate:
        segment = _segment(task.workspace, task.params)
        return Predicate(f"CASE WHEN NOT {_IN_IT} THEN 'not_in_it' END", {"verdict_segment": segment.pk})

    def apply(self, task: Task, contact_ids: Collection[UUID]) -> Applied:
        segment_members_remove(segment=_segment(task.workspace, task.params), contact_ids=contact_ids, now=task.now)
        return Applied(contact_ids)

    def words(self, workspace: Workspace, params: Mapping[str, Any]) -> str:
        return f"Remove from the segment “{_segment(workspace, params).name}”"
