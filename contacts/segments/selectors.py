"""Reading segments without changing them: how many contacts a rule would take, and a few of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from contacts.models import Contact
from contacts.rules import Predicate, RuleContext, compile, parse, validate
from workspaces.errors import Conflict, FieldError, InvalidInput
from workspaces.models import Workspace
from workspaces.sql import load
from workspaces.timing import TooSlow, statements_within

SAMPLE_SIZE = 10
# How many milliseconds each way of counting may take, one after the other: all contacts, then ever smaller samples.
# Together they stay below the second that people wait while they build a rule.
EXACT_WITHIN = 500
TOTAL_WITHIN = 120
SAMPLES = ((20_000, 220), (2_000, 80))


@dataclass(frozen=True, slots=True)
class SegmentEstimate:
    """How many of the workspace's contacts match a rule, and the newest few of them; not exact where it was sampled."""

    matching: int
    total: int
    sample: tuple[Contact, ...]
    exact: bool = True


def segment_estimate(
    *, workspace: Workspace, rule: Mapping[str, Any], now: datetime, campaign_id: UUID | None = None
) -> SegmentEstimate:
    """What a segment with this rule would hold; with `campaign_id` what a rule of that campaign's flow would.

    Counted exactly where that takes less than EXACT_WITHIN milliseconds, and else from a sample; within a second.
    Raises InvalidInput naming what is wrong in the rule, Conflict where even a small sample takes too long.
    """
    parsed = parse(rule)
    problems = validate(parsed, workspace, in_flow=campaign_id is not None)
    if problems:
        raise InvalidInput(
            f"{problems[0].path}: {problems[0].message}",
            [FieldError(problem.path, problem.message, problem.code) for problem in problems],
        )
    context = RuleContext(campaign_id=campaign_id)
    matching, total, ids, exact = _counted(
        compile(parsed, workspace.pk, now, context=context, everybody=True),
        compile(parsed, workspace.pk, now, context=context),
        workspace.pk,
    )
    sample = Contact.objects.in_workspace(workspace).filter(pk__in=ids or []).order_by("-pk")
    return SegmentEstimate(matching, total, tuple(sample), exact)


def segment_contact_ids_sql() -> str:
    """A statement that selects the ids of a segment's members; parameters %(workspace)s and %(segment)s."""
    return load("contacts.segments", "member_ids")


def _counted(everybody: Predicate, some: Predicate, workspace_id: UUID) -> tuple[int, int, list[UUID], bool]:
    """How many match, of how many, some ids, and whether that is exact; one rule, over all contacts and over a few."""
    try:
        with statements_within(EXACT_WITHIN):
            return (*_run("estimate", everybody, {"workspace": workspace_id}), True)
    except TooSlow:
        total = _total(workspace_id)
    for size, milliseconds in SAMPLES:
        percent = min(100.0, 100.0 * size / max(total, 1))
        try:
            with statements_within(milliseconds):
                hits, seen, ids = _run("estimate_sampled", some, {"workspace": workspace_id, "percent": percent})
        except TooSlow:
            continue
        return round(hits * total / seen) if seen else 0, total, ids, False
    raise Conflict("This rule takes too long to count; make it simpler, or save it as a segment.")


def _total(workspace_id: UUID) -> int:
    """How many contacts the workspace has; where counting takes too long, about as many as the whole table has."""
    try:
        with statements_within(TOTAL_WITHIN):
            return Contact.objects.in_workspace(workspace_id).count()
    except TooSlow:
        with connection.cursor() as cursor:
            cursor.execute(load("contacts.segments", "table_size"))
            (rows,) = cursor.fetchone()
        return int(rows)


def _run(name: str, predicate: Predicate, params: Mapping[str, Any]) -> tuple[int, int, list[UUID]]:
    sql = load("contacts.segments", name).replace("{predicate}", predicate.sql)
    with connection.cursor() as cursor:
        cursor.execute(sql, {**predicate.params, **params, "sample": SAMPLE_SIZE})
        matching, total, ids = cursor.fetchone()
    return matching, total, ids
