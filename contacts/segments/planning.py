"""The segments of a workspace as the stage works on them: their rules read, inner ones before outer ones."""

from collections.abc import Iterable
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from uuid import UUID

import structlog

from contacts.models import Segment
from contacts.models.segment import FOLLOWING
from contacts.rules import Rule, parse, segment_ids
from workspaces.errors import InvalidInput

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Planned:
    """A segment with its rule; `level` is above those of all segments that the rule refers to.

    `referrers` are the dynamic segments whose rules refer to it.
    """

    segment: Segment
    rule: Rule
    level: int
    leaves: int
    referrers: frozenset[UUID]


def plan(workspace_id: UUID) -> list[Planned]:
    """The workspace's segments that follow a rule, each after those that its rule refers to.

    Those whose rule can't be read, or refers to itself in a circle, are left out: services refuse such rules, so they
    were written past them.
    """
    segments = Segment.objects.in_workspace(workspace_id).filter(FOLLOWING).order_by("pk")
    by_id = {segment.pk: segment for segment in segments}
    references = {pk: segment_ids(segment.rule) & by_id.keys() for pk, segment in by_id.items()}
    referrers: dict[UUID, set[UUID]] = {pk: set() for pk in by_id}
    for pk, wanted in references.items():
        for inner in wanted:
            referrers[inner].add(pk)
    planned = []
    for level, pks in enumerate(_levels(references)):
        for pk in pks:
            rule = _read(by_id[pk])
            if rule is not None:
                leaves = sum(1 for _ in rule.leaves())
                planned.append(Planned(by_id[pk], rule, level, leaves, frozenset(referrers[pk])))
    return planned


def _levels(references: dict[UUID, set[UUID]]) -> Iterable[tuple[UUID, ...]]:
    sorter = TopologicalSorter(references)
    try:
        sorter.prepare()
    except CycleError as error:
        # The sorter still gives whatever does not depend on the circle.
        _log.error("segments_in_a_circle", segments=[str(pk) for pk in error.args[1]])
    while ready := sorter.get_ready():
        yield ready
        sorter.done(*ready)


def _read(segment: Segment) -> Rule | None:
    try:
        return parse(segment.rule)
    except InvalidInput as error:
        _log.error("segment_rule_unreadable", segment=str(segment.pk), error=error.message)
        return None
