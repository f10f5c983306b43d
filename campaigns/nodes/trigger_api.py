"""Trigger: a backend calls the API, naming contacts and data; they enter here."""

from campaigns.nodes.base import Batch, Category, NodeConfig, NodeType
from campaigns.nodes.moves import Moves
from campaigns.nodes.registry import register


class TriggerApiConfig(NodeConfig):
    """Nothing to set: the call says whom it enrols, and with which data."""


@register
class TriggerApi(NodeType[TriggerApiConfig]):
    """The data of the call is available to texts and rules of the flow as `trigger.*`."""

    key = "trigger_api"
    label = "API call"
    description = "Contacts enter when a backend triggers the campaign over the API."
    category = Category.TRIGGER
    Config = TriggerApiConfig

    def step(self, batch: Batch[TriggerApiConfig]) -> Moves:
        """All go on."""
        return Moves.all_to("next", batch)

    def summary(self, config: TriggerApiConfig) -> str:
        """One line."""
        return "When triggered over the API"
