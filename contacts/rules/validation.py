"""Whether a parsed rule makes sense in a workspace: attributes and segments exist, operators fit, no circles."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from contacts.rules import registry
from contacts.rules.scope import Scope
from contacts.rules.tree import Group, Leaf, Rule
from workspaces.models import Workspace


@dataclass(frozen=True, slots=True)
class RuleProblem:
    """One thing that is wrong: where (`rule.rules[1].field`), a stable code, and a sentence for people."""

    path: str
    code: str
    message: str


def validate(
    rule: Rule,
    workspace: Workspace | UUID,
    *,
    path: str = "rule",
    segment_id: UUID | None = None,
    in_flow: bool = False,
) -> list[RuleProblem]:
    """Everything that is wrong with the rule in this workspace; empty when nothing is. At most two queries.

    `segment_id` is the segment whose rule it is to be: a way back to it is a problem. `in_flow` says that it stands in
    a campaign's flow, where conditions may refer to nodes.
    """
    workspace_id = workspace if isinstance(workspace, UUID) else workspace.pk
    scope = Scope(workspace_id, segment_id, in_flow=in_flow)
    return [
        RuleProblem(f"{leaf_path}.{problem.field}", problem.code, problem.message)
        for leaf_path, leaf in _leaves(rule, path)
        for problem in registry.type_of(leaf).validate(leaf, scope)
    ]


def _leaves(group: Group, path: str) -> Iterator[tuple[str, Leaf]]:
    for index, child in enumerate(group.rules):
        child_path = f"{path}.rules[{index}]"
        if isinstance(child, Group):
            yield from _leaves(child, child_path)
        else:
            yield child_path, child
