"""Asking a rule about one contact, condition by condition: what each one says, and the value that it looked at.

One query whatever the rule's size. The answers are as of now: what was so in the past stands in journals.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from contacts.rules import registry
from contacts.rules.builder import Builder, RuleContext
from contacts.rules.tree import Group, Leaf, Rule

_CONTEXT = RuleContext()


@dataclass(frozen=True, slots=True)
class LeafAnswer:
    """One condition: its words, whether the contact meets it, and the contact's own value (None: there is none)."""

    words: str
    matched: bool
    actual: Any


@dataclass(frozen=True, slots=True)
class RuleAnswer:
    """Whether the contact matches the rule, and what each of its conditions says, in the order of the document."""

    matched: bool
    leaves: tuple[LeafAnswer, ...]


def ask(
    rule: Rule,
    *,
    contact_id: UUID,
    workspace_id: UUID,
    now: datetime,
    names: Mapping[str, str] | None = None,
    context: RuleContext = _CONTEXT,
    execution_id: int | None = None,
    trigger: Mapping[str, Any] | None = None,
) -> RuleAnswer:
    """What the rule says of the contact; a contact of another workspace meets nothing.

    `names` maps ids to names, as for `plain_words`. Where `context.execution_column` is used it must be
    `b.execution_id`, which `execution_id` fills; `context.context_column` likewise `b.context`, from `trigger`.
    """
    leaves = list(rule.leaves())
    builder = Builder(workspace_id, now, context)
    found = ", ".join(f"({registry.type_of(leaf).compile(leaf, builder)}) IS TRUE" for leaf in leaves)
    actual = ", ".join(f"({registry.type_of(leaf).actual(leaf, builder)})" for leaf in leaves)
    # Only placeholders and the condition types' own words are put in.
    statement = (
        f"SELECT ARRAY[{found}], array_to_json(ARRAY[{actual}]::jsonb[])::text FROM contacts_contact c"  # noqa: S608  # nosec B608
        " CROSS JOIN (SELECT %(execution)s::bigint AS execution_id, %(trigger)s::jsonb AS context) b"
        " WHERE c.id = %(contact)s AND c.workspace_id = %(workspace)s"
    )
    params = {**builder.params, "execution": execution_id, "contact": contact_id, "workspace": workspace_id}
    params["trigger"] = json.dumps(trigger or {})
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        row = cursor.fetchone()
    truths, values = (row[0], json.loads(row[1])) if row else ([False] * len(leaves), [None] * len(leaves))
    answers = tuple(
        LeafAnswer(registry.type_of(leaf).words(leaf, names or {}), truth, value)
        for leaf, truth, value in zip(leaves, truths, values, strict=True)
    )
    return RuleAnswer(row is not None and _matches(rule, iter(truths)), answers)


def _matches(group: Group, truths: Iterator[bool]) -> bool:
    """The group's answer; every leaf takes its own truth, so none may be skipped."""
    parts = [next(truths) if isinstance(child, Leaf) else _matches(child, truths) for child in group.rules]
    joined = all(parts) if group.condition == "AND" else any(parts)
    return joined != group.negate
