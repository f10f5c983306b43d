"""Asking a rule about one contact, condition by condition: what each one says, and the value that it looked at.

Answered in memory from the contact's facts, whatever the rule's size by a handful of queries. The answers are as of
now: what was so in the past stands in journals.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from contacts.rules import registry
from contacts.rules.answers import LeafAnswer, RuleAnswer
from contacts.rules.asking_sql import found_by_sql
from contacts.rules.builder import RuleContext
from contacts.rules.facts import Asked, Facts, TooManyFacts
from contacts.rules.loading import load_facts
from contacts.rules.tree import Group, Leaf, Rule

_CONTEXT = RuleContext()
_Found = list[tuple[bool, Any]]


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
    asked = Asked(workspace_id, contact_id, now, context, execution_id, trigger or {})
    found = _found(rule, asked)
    if found is None:
        found = [(False, None) for _ in rule.leaves()]
        matched = False
    else:
        matched = _matches(rule, (truth for truth, _ in found))
    answers = tuple(
        LeafAnswer(registry.type_of(leaf).words(leaf, names or {}), truth, value)
        for leaf, (truth, value) in zip(rule.leaves(), found, strict=True)
    )
    return RuleAnswer(matched, answers)


def holds(rule: Rule, facts: Facts) -> bool:
    """Whether the contact with these facts matches the rule: what the compiled predicate says, in memory."""
    return _matches(rule, (registry.type_of(leaf).holds(leaf, facts) for leaf in rule.leaves()))


def _found(rule: Rule, asked: Asked) -> _Found | None:
    """What each condition says and saw; None where the workspace has no such contact."""
    try:
        facts = load_facts(rule, asked)
    except TooManyFacts:
        return found_by_sql(rule, asked)
    if facts is None:
        return None
    of = registry.type_of
    return [(of(leaf).holds(leaf, facts), of(leaf).saw(leaf, facts)) for leaf in rule.leaves()]


def _matches(group: Group, truths: Iterator[bool]) -> bool:
    """The group's answer; every leaf takes its own truth, so none may be skipped."""
    parts = [next(truths) if isinstance(child, Leaf) else _matches(child, truths) for child in group.rules]
    joined = all(parts) if group.condition == "AND" else any(parts)
    return joined != group.negate
