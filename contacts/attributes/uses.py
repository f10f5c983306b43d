"""Who uses an attribute: segments by their rules; apps above register what else does, in `AppConfig.ready`."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from contacts.models import AttributeKind, Segment
from contacts.rules.conditions.attribute_kinds import OPERATORS
from workspaces.ids import encode


@dataclass(frozen=True, slots=True)
class AttributeUse:
    """One user: what it is (`segment`, `campaign`), its id and name, and the operators by which it asks.

    Without operators it reads the value as it is, and any kind will do.
    """

    kind: str
    public_id: str
    name: str
    operators: frozenset[str]

    def fits(self, kind: AttributeKind) -> bool:
        """Whether it could go on if the attribute were of that kind."""
        return self.operators <= set(OPERATORS[kind])

    def __str__(self) -> str:
        return f"{self.kind} “{self.name}”"


# Of a workspace: the uses by the attribute's key.
Finder = Callable[[UUID], Iterable[tuple[str, AttributeUse]]]
F = TypeVar("F", bound=Finder)
_finders: list[Finder] = []


def register(finder: F) -> F:
    """Decorator: ask this function, too, who uses attributes."""
    _finders.append(finder)
    return finder


def attribute_uses(workspace_id: UUID) -> Mapping[str, Sequence[AttributeUse]]:
    """Every use in the workspace by the attribute's key; a query or two for each kind of user."""
    found: dict[str, list[AttributeUse]] = defaultdict(list)
    for finder in _finders:
        for key, use in finder(workspace_id):
            found[key].append(use)
    return found


def attributes_in(document: Any) -> dict[str, frozenset[str]]:
    """The attributes that conditions anywhere in a JSON document ask for, each with the operators."""
    found: dict[str, set[str]] = defaultdict(set)
    pending = [document]
    while pending:
        node = pending.pop()
        if isinstance(node, Mapping):
            if node.get("type") == "attribute" and isinstance(node.get("field"), str):
                found[node["field"]].add(str(node.get("operator")))
            pending.extend(node.values())
        elif isinstance(node, list | tuple):
            pending.extend(node)
    return {key: frozenset(operators) for key, operators in found.items()}


@register
def _segments(workspace_id: UUID) -> Iterable[tuple[str, AttributeUse]]:
    rows = Segment.objects.in_workspace(workspace_id).order_by("name").values_list("pk", "name", "rule")
    for pk, name, rule in rows:
        for key, operators in attributes_in(rule).items():
            yield key, AttributeUse("segment", encode(Segment.ID_PREFIX, pk), name, operators)
