"""Reading segments without changing them: how many contacts a rule would take, and a few of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from contacts.models import Contact
from contacts.rules import compile, parse, validate
from workspaces.errors import FieldError, InvalidInput
from workspaces.models import Workspace
from workspaces.sql import load

SAMPLE_SIZE = 10


@dataclass(frozen=True, slots=True)
class SegmentEstimate:
    """How many of the workspace's contacts match a rule, and the newest few of them."""

    matching: int
    total: int
    sample: tuple[Contact, ...]


def segment_estimate(*, workspace: Workspace, rule: Mapping[str, Any], now: datetime) -> SegmentEstimate:
    """What a segment with this rule would hold. Raises InvalidInput naming what is wrong in the rule."""
    parsed = parse(rule)
    problems = validate(parsed, workspace)
    if problems:
        raise InvalidInput(
            f"{problems[0].path}: {problems[0].message}",
            [FieldError(problem.path, problem.message, problem.code) for problem in problems],
        )
    predicate = compile(parsed, workspace.pk, now)
    sql = load("contacts.segments", "estimate").replace("{predicate}", predicate.sql)
    with connection.cursor() as cursor:
        cursor.execute(sql, {**predicate.params, "workspace": workspace.pk, "sample": SAMPLE_SIZE})
        matching, total, ids = cursor.fetchone()
    sample = Contact.objects.in_workspace(workspace).filter(pk__in=ids or []).order_by("-pk")
    return SegmentEstimate(matching, total, tuple(sample))


def segment_contact_ids_sql() -> str:
    """A statement that selects the ids of a segment's members; parameters %(workspace)s and %(segment)s."""
    return load("contacts.segments", "member_ids")
