"""`{"type": "trigger", "field": "amount", "operator": ">", "value": 50}`: what set the execution, or the trigger, off.

An event's properties, or the data of the API call. Only flows have it: for segments there is nothing to look at.
"""

from typing import Any, Literal

from pydantic import ConfigDict

from contacts.rules.builder import Builder
from contacts.rules.conditions import hints
from contacts.rules.conditions.context import ContextCondition, ContextLeaf
from contacts.rules.facts import Facts
from contacts.rules.registry import register


class TriggerLeaf(ContextLeaf):
    """Operators and values as for attributes; a dotted field looks inside objects and lists.

    The JSON type decides which operator can be met. What is missing, null or of another type answers no, also to the
    negative operators: "amount is not 5" means that there is an amount, and another one.
    """

    model_config = ConfigDict(json_schema_extra=hints.sentence("field", "operator", "value", subject="the trigger’s"))

    type: Literal["trigger"]


@register
class TriggerCondition(ContextCondition[TriggerLeaf]):
    """Looks into the column that the rule's context names; where there is none it answers no."""

    key = "trigger"
    label = "Trigger data"
    description = "What set the campaign off: the event’s properties, or the data of the API call."
    nowhere = ("no_trigger", "only rules of a campaign can look at what set it off")
    Leaf = TriggerLeaf

    def document(self, builder: Builder) -> str:
        return builder.context.context_column

    def noted(self, facts: Facts) -> Any:
        return facts.trigger
