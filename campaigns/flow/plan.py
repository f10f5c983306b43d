"""The plan: a published flow, compiled and immutable, as the engine runs it.

Made by `campaigns.flow.compile`; nothing here reads a document or the database.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any
from uuid import UUID

from campaigns.nodes.base import Category, CompiledNode

# The channel whose default sender a launch pins; the other channels' are chosen when a message is due.
PINNED_CHANNEL = "email"


class NoSuchNode(KeyError):
    """The plan has no node with that key; an execution of another version points to it."""


@dataclass(frozen=True)
class Pins:
    """What a plan is tied to: the template version for each template id, and the sender for nodes that name none."""

    templates: Mapping[UUID, UUID] = field(default_factory=dict)
    default_sender: UUID | None = None


@dataclass(frozen=True, eq=False)
class Plan:
    """The nodes of one flow version in the order in which a pass visits them.

    One pass of the engine is: first every node of `resting` with its resumed rows only; then every node in order, each
    with all rows that are at it by then (for nodes which aren't in `resting`: resumed and fresh together). A node of
    `resting` never sends a fresh row on, so each edge leads forwards and no node has to be visited again.

    `hash` is equal exactly for the same document with the same pins.
    """

    nodes: tuple[CompiledNode[Any], ...]
    hash: str

    @cached_property
    def by_key(self) -> Mapping[str, CompiledNode[Any]]:
        """The nodes by their keys."""
        return MappingProxyType({node.key: node for node in self.nodes})

    @cached_property
    def resting(self) -> tuple[CompiledNode[Any], ...]:
        """The nodes at which every fresh row rests first (waits). Loops in the flow are cut behind them."""
        return tuple(node for node in self.nodes if node.type.rests_first)

    @cached_property
    def triggers(self) -> tuple[CompiledNode[Any], ...]:
        """The nodes by which contacts get in."""
        return tuple(node for node in self.nodes if node.type.category is Category.TRIGGER)

    def node(self, key: str) -> CompiledNode[Any]:
        """The node with that key. Raises NoSuchNode."""
        try:
            return self.by_key[key]
        except KeyError:
            raise NoSuchNode(key) from None

    def entry_targets(self, trigger_key: str) -> tuple[str, ...]:
        """The keys of the nodes which contacts reach first who come in by this trigger."""
        return tuple(self.node(trigger_key).targets.values())

    def __iter__(self) -> Iterator[CompiledNode[Any]]:
        return iter(self.nodes)

    def __len__(self) -> int:
        return len(self.nodes)
