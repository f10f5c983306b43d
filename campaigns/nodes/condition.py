"""Condition: contacts that match a rule go one way, the others the other way."""

from collections.abc import Sequence

from pydantic import Field

from campaigns.nodes.base import Batch, Category, NodeConfig, NodeType
from campaigns.nodes.fields import RuleTree
from campaigns.nodes.moves import Moves
from campaigns.nodes.parts import Port, RuleUse
from campaigns.nodes.registry import register


class ConditionConfig(NodeConfig):
    """The rule that decides."""

    rule: RuleTree = Field(description="Contacts that match it leave by yes, the others by no.")


@register
class Condition(NodeType[ConditionConfig]):
    """Contacts that match the rule leave by `yes`, the others by `no`.

    What a rule can't judge (a missing value, a wrong type) is a no. In the rule, `{"node": "hello"}` as an engagement's
    value means a message that this flow's node `hello` sent.
    """

    key = "condition"
    label = "Condition"
    description = "Contacts that match a rule go one way, the others the other way."
    category = Category.LOGIC
    Config = ConditionConfig
    fixed_ports = (Port("yes", "Yes"), Port("no", "No"))

    def rules(self, config: ConditionConfig) -> Sequence[RuleUse]:
        """The deciding rule."""
        return (RuleUse("config.rule", config.rule),)

    def step(self, batch: Batch[ConditionConfig]) -> Moves:
        """One query for the whole batch."""
        matching = set(batch.world.matching(batch, batch.node.config.rule))
        if not matching:
            return Moves.all_to("no", batch)
        if len(matching) == len(batch):
            return Moves.all_to("yes", batch)
        others = [row for row in range(len(batch)) if row not in matching]
        return Moves.split({"yes": sorted(matching), "no": others})

    def summary(self, config: ConditionConfig) -> str:
        """One line."""
        rules = config.rule.get("rules")
        if not isinstance(rules, list) or len(rules) < 2:
            return "If a rule matches"
        return f"If {'any' if config.rule.get('condition') == 'OR' else 'all'} of {len(rules)} rules match"
