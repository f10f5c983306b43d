"""What becomes of those who stand at each node of a flow when they are moved to another version of it. Pure.

Nodes are matched by their key. A node of the same key but another type is another node: whoever stood there enters it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from campaigns.flow.document import Flow, FlowNode
from campaigns.nodes import registry
from campaigns.nodes.base import Category, NodeConfig
from campaigns.nodes.config_errors import config_read
from workspaces.errors import FieldError

Mapped = Mapping[str, str]


class Wait(StrEnum):
    """What becomes of the moment until which somebody rests at a node that stays."""

    KEPT = "kept"  # the node is as it was
    RECOUNTED = "recounted"  # another length of time, counted from the arrival
    ANEW = "anew"  # another condition, asked anew: they enter the node once more


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of those at a node: they go to `target`, which is where they are or another node; None: they leave.

    `enters`: they begin anew at the target. `length` is the time that a recounted wait takes, such as `3 days`.
    """

    node: str
    target: str | None
    enters: bool = False
    wait: Wait = Wait.KEPT
    length: str | None = None


def node_fates(old: Flow, new: Flow, mapping: Mapped) -> dict[str, Fate]:
    """The fate of those who stand at each node of `old` when they are moved to `new`.

    `mapping` says where those go whose node is not in `new` any more: {old node: new node}. It was checked.
    """
    there = {node.id: node for node in new.nodes}
    return {node.id: _fate(node, there.get(node.id), mapping) for node in old.nodes}


def mapping_problems(
    olds: Iterable[Flow], new: Flow, mapping: Mapped, *, path: str = "mapping"
) -> Iterator[FieldError]:
    """What is wrong with a mapping: keys that no old flow has or that the new one still has, targets that it hasn't."""
    known = [node for flow in olds for node in flow.nodes]
    names = {node.id for node in known}
    there = {node.id: node for node in new.nodes}
    for key, target in mapping.items():
        place = f"{path}.{key[:64]}"
        if key not in names:
            yield FieldError(place, "no version of the flow has this node", "unknown_node")
        elif key in there and all(_is_same(node, there[key]) for node in known if node.id == key):
            yield FieldError(place, "the node is still part of the flow", "node_stays")
        if target not in there:
            yield FieldError(place, f"the new version has no node {target[:64]!r}", "unknown_node")
        elif _is_trigger(there[target]):
            yield FieldError(place, f"{target!r} is a trigger; nobody can be moved there", "node_is_trigger")


def node_config(node: FlowNode) -> NodeConfig | Mapping[str, Any]:
    """The config with its defaults filled in, or as it stands where it is unfinished or of an unknown type."""
    node_type = registry.find(node.type)
    parsed = config_read(node_type, node.config)[0] if node_type is not None else None
    return parsed if parsed is not None else node.config


def _fate(node: FlowNode, same: FlowNode | None, mapping: Mapped) -> Fate:
    if same is not None and _is_same(node, same):
        wait, length = _wait(node, same)
        return Fate(node.id, node.id, wait=wait, length=length)
    target = mapping.get(node.id, node.id if same is not None and not _is_trigger(same) else None)
    return Fate(node.id, target, enters=target is not None)


def _is_same(old: FlowNode, new: FlowNode) -> bool:
    """Nobody rests at a trigger: those who have yet to go through one may go through any other."""
    return old.type == new.type or (_is_trigger(old) and _is_trigger(new))


def _wait(old: FlowNode, new: FlowNode) -> tuple[Wait, str | None]:
    node_type = registry.find(new.type)
    before, after = node_config(old), node_config(new)
    if node_type is None or not node_type.rests_first or before == after:
        return Wait.KEPT, None
    lengths = [node_type.rest_length(each) if isinstance(each, NodeConfig) else None for each in (before, after)]
    return (Wait.ANEW, None) if None in lengths else (Wait.RECOUNTED, lengths[1])


def _is_trigger(node: FlowNode) -> bool:
    node_type = registry.find(node.type)
    return node_type is not None and node_type.category is Category.TRIGGER
