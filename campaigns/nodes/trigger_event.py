"""Trigger: whoever does something, an event of that name, enters here."""

from collections.abc import Sequence

from pydantic import Field

from campaigns.nodes.base import Batch, Category, NodeConfig, NodeType
from campaigns.nodes.fields import EventName, RuleTree
from campaigns.nodes.moves import Moves
from campaigns.nodes.parts import RuleUse
from campaigns.nodes.registry import register


class TriggerEventConfig(NodeConfig):
    """Which event, and which of them."""

    event: EventName = Field(description="The event's name, exactly.")
    filter: RuleTree | None = Field(
        default=None,
        title="Only events that match",
        description="A rule that must hold; `trigger` conditions look at the event's properties.",
        json_schema_extra={"x-help": "Contacts enter only where this holds. “Trigger data” looks at the event."},
    )


@register
class TriggerEvent(NodeType[TriggerEventConfig]):
    """Events that were recorded before the campaign's start don't count.

    The event's properties are available to texts and rules of the flow as `trigger.*`, its name as `trigger.event` and
    its time as `trigger.occurred_at`. What the filter decided stands with the event (`GET events/{id}/decisions`).
    """

    key = "trigger_event"
    label = "Event"
    description = "Contacts enter when they do something."
    category = Category.TRIGGER
    Config = TriggerEventConfig

    def rules(self, config: TriggerEventConfig) -> Sequence[RuleUse]:
        """The filter, where there is one."""
        return (RuleUse("config.filter", config.filter),) if config.filter is not None else ()

    def step(self, batch: Batch[TriggerEventConfig]) -> Moves:
        """All go on."""
        return Moves.all_to("next", batch)

    def summary(self, config: TriggerEventConfig) -> str:
        """One line."""
        return f"When a contact does “{config.event}”" + (" and a filter holds" if config.filter else "")
