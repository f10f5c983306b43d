"""End: the way is over and the execution is completed."""

from campaigns.nodes.base import Batch, Category, NodeConfig, NodeType
from campaigns.nodes.moves import Moves
from campaigns.nodes.registry import register


class EndConfig(NodeConfig):
    """Nothing to set."""


@register
class End(NodeType[EndConfig]):
    """A flow may have several ends. Every way leads to one, or to a node that ends it, such as a jump."""

    key = "end"
    label = "End"
    description = "The contact's way through the campaign is completed."
    category = Category.EXIT
    Config = EndConfig
    fixed_ports = ()

    def step(self, batch: Batch[EndConfig]) -> Moves:
        """All are completed."""
        return Moves().complete(range(len(batch)))

    def summary(self, config: EndConfig) -> str:
        """One line."""
        return "End"
