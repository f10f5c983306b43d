"""The registry of node types. The modules that fill it are named in `campaigns/nodes/__init__.py`."""

from typing import Any, TypeVar

from campaigns.nodes.base import NodeType

T = TypeVar("T", bound=type[NodeType[Any]])

_types: dict[str, NodeType[Any]] = {}


class UnknownNodeType(KeyError):
    """No node type has that key."""


def register(node_type: T) -> T:
    """Class decorator: make the node type known under its key. Two types with one key are a programming error."""
    if node_type.key in _types:
        raise ValueError(f"node type {node_type.key!r} is registered twice")
    _types[node_type.key] = node_type()
    return node_type


def get(key: str) -> NodeType[Any]:
    """The node type with that key. Raises UnknownNodeType."""
    try:
        return _types[key]
    except KeyError:
        raise UnknownNodeType(key) from None


def find(key: str) -> NodeType[Any] | None:
    """The node type with that key, or None."""
    return _types.get(key)


def all_types() -> list[NodeType[Any]]:
    """Every node type, in the order of registration, which is the order of the palette."""
    return list(_types.values())
