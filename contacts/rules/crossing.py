"""For whom time alone may have changed the answer of a rule: so segments follow time without asking everybody."""

from datetime import datetime
from uuid import UUID

from contacts.rules import registry
from contacts.rules.builder import Builder, Predicate
from contacts.rules.tree import Rule


def crossing(rule: Rule, workspace_id: UUID, *, since: datetime, now: datetime) -> Predicate | None:
    """A statement that selects the ids of the workspace's contacts whose answer may differ between `since` and `now`.

    They may be too many, never too few, provided that nothing of the contact itself has changed. Its `sql` is "" where
    nobody's can; None where a condition of the rule cannot say.
    """
    builder = Builder(workspace_id, now, prefix="x")
    statements = []
    for leaf in rule.leaves():
        statement = registry.type_of(leaf).crossing(leaf, builder, since)
        if statement is None:
            return None
        if statement:
            statements.append(f"({statement})")
    return Predicate(" UNION ".join(statements), builder.params)
