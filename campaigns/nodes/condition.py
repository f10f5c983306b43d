"""Condition: contacts that match a rule go one way, the others the other way."""

from collections.abc import Sequence

from pydantic import Field

from campaigns.nodes.base import Batch, Category, NodeConfig, NodeType
from campaigns.nodes.fields import RuleTree
from campaigns.nodes.judgement import RULE_MATCHED, RULE_NOT_MATCHED, values_detail
from campaigns.nodes.moves import Moves
from campaigns.nodes.parts import Port, RuleUse
from campaigns.nodes.registry import register


class ConditionConfig(NodeConfig):
    """The rule that decides."""

    rule: RuleTree = Field(description="Contacts that match it leave by yes, the others by no.")


@register
class Condition(NodeType[ConditionConfig]):
    """Contacts that match the rule leave by `yes`, the others by `no`.

    What a rule can't judge (a missing value, a wrong type) is a no; the journal keeps the values that it looked at. In
    the rule, `{"node": "hello"}` as an engagement's
    value means a message that this flow's node `hello` sent.
    """

    key = "condition"
    label = "Condition"
    description = "Contacts that match a rule go one way, the others the other way."
    category = Category.LOGIC
    Config = ConditionConfig
    reasons = (RULE_MATCHED, RULE_NOT_MATCHED)
    fixed_ports = (Port("yes", "Yes"), Port("no", "No"))

    def rules(self, config: ConditionConfig) -> Sequence[RuleUse]:
        """The deciding rule."""
        return (RuleUse("config.rule", config.rule),)

    def step(self, batch: Batch[ConditionConfig]) -> Moves:
        """One query for the whole batch."""
        judgement = batch.world.judge(batch, batch.node.config.rule)
        details = values_detail(judgement.seen)
        matching = set(judgement.rows)
        others = [row for row in range(len(batch)) if row not in matching]
        moves = Moves()
        for port, rows, reason in (("yes", judgement.rows, RULE_MATCHED), ("no", others, RULE_NOT_MATCHED)):
            moves.to(port, rows, reason=reason, details=[details[row] for row in rows])
        return moves

    def summary(self, config: ConditionConfig) -> str:
        """One line."""
        rules = config.rule.get("rules")
        if not isinstance(rules, list) or len(rules) < 2:
            return "If a rule matches"
        return f"If {'any' if config.rule.get('condition') == 'OR' else 'all'} of {len(rules)} rules match"
