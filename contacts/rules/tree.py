"""The rule tree: groups and leaves. What a leaf means lies in its condition type, one file each in `conditions/`."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, SerializeAsAny

from workspaces.ids import InvalidId, decode

MAX_DEPTH = 10
MAX_LEAVES = 1_000


class Leaf(BaseModel):
    """Base of every condition's leaf: unknown fields are refused, values never change after parsing."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    type: str


class Group(BaseModel):
    """A rule: conditions and further groups, joined by AND or OR, and possibly negated as a whole.

    Groups nest to MAX_DEPTH; a rule holds at most MAX_LEAVES leaves. `contacts.rules.parse` is the way to make one.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, serialize_by_alias=True)

    condition: Literal["AND", "OR"]
    negate: Annotated[bool, Field(alias="not", strict=True)] = False
    rules: tuple["Group | SerializeAsAny[Leaf]", ...]

    def leaves(self) -> Iterator[Leaf]:
        """All leaves, in the order of the document."""
        for child in self.rules:
            if isinstance(child, Group):
                yield from child.leaves()
            else:
                yield child


Rule = Group


def dump(rule: Rule) -> dict[str, Any]:
    """The rule as JSON data, as `parse` takes it; what was left out stays left out."""
    return rule.model_dump(mode="json", exclude_unset=True)


def segment_ids(data: Mapping[str, Any]) -> set[UUID]:
    """The segments that a rule document refers to. For documents that were parsed once; others may miss some."""
    found: set[UUID] = set()
    pending: list[Any] = [data]
    while pending:
        node = pending.pop()
        if not isinstance(node, Mapping):
            continue
        children = node.get("rules")
        if isinstance(children, list | tuple):
            pending.extend(children)
        elif node.get("type") == "segment":
            try:
                found.add(decode("seg", node.get("value", "")))
            except InvalidId:
                continue
    return found
