"""From one kind of segment to the other, and copies: freezing, converting, duplicating."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from contacts.models import Segment, SegmentKind
from contacts.rules import dump
from contacts.segments.locks import lock_rules
from contacts.services.segments import NAMED, REBUILT, segment_create, segment_rule, segment_save
from workspaces.errors import Conflict, InvalidInput
from workspaces.services import Actor

_LONGEST_NAME = 120
_KIND = ("kind", *REBUILT)


@transaction.atomic
def segment_freeze(*, segment: Segment, name: str | None = None, actor: Actor) -> Segment:
    """A new static segment of whoever is in this one now; it fills within seconds, and then stays as it is.

    Without a name it is called after the segment. Raises Conflict for a name that is taken.
    """
    chosen = _free_name(segment, "frozen") if name is None else name
    return segment_create(
        workspace=segment.workspace, name=chosen, rule=_rule_of(segment), kind=SegmentKind.STATIC, actor=actor
    )


@transaction.atomic
def segment_duplicate(*, segment: Segment, name: str | None = None, actor: Actor) -> Segment:
    """Another segment with the same rule, or, of a static one, with the same contacts. Raises as `segment_create`."""
    chosen = _free_name(segment, "copy") if name is None else name
    return segment_create(
        workspace=segment.workspace, name=chosen, rule=_rule_of(segment), kind=segment.kind, actor=actor
    )


@transaction.atomic
def segment_convert(*, segment: Segment, kind: str, rule: Mapping[str, Any] | None = None, actor: Actor) -> Segment:
    """Makes a dynamic segment static, with whoever is in it now, or a static one dynamic by a rule.

    Without a rule the one that once filled the static segment comes back. Raises InvalidInput where there is none or it
    is wrong, Conflict while the segment is being filled.
    """
    lock_rules(segment.workspace_id)
    current = Segment.objects.in_workspace(segment.workspace_id).select_for_update(no_key=True).get(pk=segment.pk)
    if kind not in SegmentKind.values:
        raise InvalidInput.of("kind", f"must be one of {', '.join(SegmentKind.values)}")
    if kind == current.kind:
        raise Conflict(f"The segment is {kind} already.", current_status=kind)
    if current.rebuild_needed and bool(current.rule):
        raise Conflict("The segment is being filled; convert it once it is.", current_status="filling")
    current.kind = kind
    current.scan_at = current.sweep_at = None
    if kind == SegmentKind.DYNAMIC:
        current.rule, current.rebuild_needed = dump(segment_rule(rule or current.rule or None, current)), True
    elif rule is not None:
        raise InvalidInput.of("rule", "a static segment follows no rule")
    segment_save(current, "segment.converted", actor, (*NAMED, *_KIND))
    return current


def _rule_of(segment: Segment) -> Mapping[str, Any]:
    """A rule that takes whoever is in the segment."""
    if segment.kind == SegmentKind.DYNAMIC:
        rule: Mapping[str, Any] = segment.rule
        return rule
    leaf = {"type": "segment", "operator": "in", "value": segment.public_id}
    return {"condition": "AND", "rules": [leaf]}


def _free_name(segment: Segment, word: str) -> str:
    """`VIPs (copy)`, or `VIPs (copy 2)` and so on."""
    taken = set(Segment.objects.in_workspace(segment.workspace_id).values_list("name", flat=True))
    number = 1
    while True:
        ending = f" ({word})" if number == 1 else f" ({word} {number})"
        name = segment.name[: _LONGEST_NAME - len(ending)] + ending
        if name not in taken:
            return name
        number += 1
