"""From a rule tree to one SQL predicate over contacts.

SQL's NULL counts as no. AND and OR keep that by themselves; a negation says IS NOT TRUE. So `not` and the negative
operators are exact opposites: who has no plan at all is among those whose plan is not "pro".
"""

from datetime import datetime
from itertools import islice
from uuid import UUID

from contacts.rules import registry
from contacts.rules.builder import CONTACT, Builder, Predicate, RuleContext, negated
from contacts.rules.tree import Group, Leaf, Rule

_ANYWHERE = RuleContext()
# How many of a rule's leaves have their values kept beside a decision.
MOST_VALUES = 10
# How many of a rule's conditions PostgreSQL may join, not ask row by row. It weighs the order of joins for longer
# than it takes to answer where there are hundreds; IS TRUE keeps it from joining the others.
MOST_JOINED = 8


def compile(
    rule: Rule,
    workspace_id: UUID,
    now: datetime,
    *,
    context: RuleContext = _ANYWHERE,
    prefix: str = "r",
    everybody: bool = False,
) -> Predicate:
    """The rule as a predicate over the workspace's contacts (alias `c`), decided as of `now`.

    `everybody` says that it will be asked of all contacts: what counts rows then counts them for all at once, which
    would be slow for a few. It means the same. Parameters are called `<prefix>0`, `<prefix>1`, …; choose another prefix
    where predicates are put together.
    """
    builder = Builder(workspace_id, now, context, prefix, joined=everybody)
    scope = f"{CONTACT}.workspace_id = {builder.workspace()}"
    return Predicate(f"({scope} AND {_group(rule, builder)})", builder.params)


def compile_values(
    rule: Rule, workspace_id: UUID, now: datetime, *, context: RuleContext = _ANYWHERE, prefix: str = "v"
) -> Predicate:
    """The values that the rule's first leaves look at, in document order, as one jsonb array expression over `c`."""
    builder = Builder(workspace_id, now, context, prefix)
    leaves = islice(rule.leaves(), MOST_VALUES)
    values = ", ".join(f"({registry.type_of(leaf).actual(leaf, builder)})" for leaf in leaves)
    return Predicate(f"to_jsonb(ARRAY[{values}]::jsonb[])", builder.params)


def dependencies(rule: Rule) -> frozenset[str]:
    """What the rule's answer hangs on; nothing else can change it.

    Keys: `contact:<own field>`, `attribute:<key>`, `tag`, `score`, `consent`, `suppression`, `event:<name>`,
    `segment:<uuid>`, `engagement`, `execution` (what set an execution off, and what its webhooks answered) and `time`.
    """
    return frozenset().union(*(registry.type_of(leaf).dependencies(leaf) for leaf in rule.leaves()))


def is_volatile(rule: Rule) -> bool:
    """Whether the rule's answer may change while nothing about the contact does."""
    return any(registry.type_of(leaf).volatile(leaf) for leaf in rule.leaves())


def _group(group: Group, builder: Builder) -> str:
    around = builder.joined
    builder.joined = around and not group.negate and (group.condition == "AND" or len(group.rules) == 1)
    parts = [_node(child, builder) for child in group.rules]
    builder.joined = around
    joined = f"({f' {group.condition} '.join(parts)})"
    return negated(joined) if group.negate else joined


def _node(node: Group | Leaf, builder: Builder) -> str:
    if isinstance(node, Group):
        return _group(node, builder)
    around = builder.joined
    builder.joined = around and builder.subqueries < MOST_JOINED
    sql = f"({registry.type_of(node).compile(node, builder)})"
    builder.joined = around
    if "EXISTS (" not in sql:
        return sql
    builder.subqueries += 1
    return sql if builder.subqueries <= MOST_JOINED else f"({sql} IS TRUE)"
