"""Trigger: somebody starts a run by hand; its audience enters here."""

from campaigns.nodes.base import Batch, Category, NodeConfig, NodeType
from campaigns.nodes.moves import Moves
from campaigns.nodes.registry import register


class TriggerManualConfig(NodeConfig):
    """Nothing to set: the run says whom it enrols."""


@register
class TriggerManual(NodeType[TriggerManualConfig]):
    """Contacts of the campaign's audience, or of a segment chosen for the run, enter when somebody starts it."""

    key = "trigger_manual"
    label = "Started by hand"
    description = "Contacts enter when somebody starts the campaign."
    category = Category.TRIGGER
    Config = TriggerManualConfig

    def step(self, batch: Batch[TriggerManualConfig]) -> Moves:
        """All go on."""
        return Moves.all_to("next", batch)

    def summary(self, config: TriggerManualConfig) -> str:
        """One line."""
        return "When started by hand"
