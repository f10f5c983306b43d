"""`{"type": "trigger", "field": "amount", "operator": ">", "value": 50}`: what set the execution, or the trigger, off.

An event's properties, or the data of the API call. Only flows have it: for segments there is nothing to look at.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Literal

from pydantic import ConfigDict, Field, ValidationInfo, field_validator

from contacts.rules.builder import TIME, Builder
from contacts.rules.conditions import hints
from contacts.rules.conditions.attribute_kinds import MOVING
from contacts.rules.conditions.memory import MISSING, at, property_meets
from contacts.rules.conditions.operators import Operator, operator_words, value_fitting
from contacts.rules.conditions.properties import PropertyPath, property_sql, property_value
from contacts.rules.facts import Facts, shown
from contacts.rules.registry import ConditionType, Problem, register
from contacts.rules.scope import Scope
from contacts.rules.tree import Leaf


class TriggerLeaf(Leaf):
    """Operators and values as for attributes; a dotted field looks inside objects and lists.

    The JSON type decides which operator can be met. What is missing, null or of another type answers no, also to the
    negative operators: "amount is not 5" means that there is an amount, and another one.
    """

    model_config = ConfigDict(json_schema_extra=hints.sentence("field", "operator", "value", subject="the trigger’s"))

    type: Literal["trigger"]
    field: PropertyPath = Field(title="Property", json_schema_extra={"x-editor": "property"})
    operator: Operator = Field(title="Comparison", json_schema_extra=hints.OPERATOR)
    value: Any = Field(default=None, validate_default=True, title="Value", json_schema_extra=hints.OPERAND)

    @field_validator("value")
    @classmethod
    def _fits(cls, value: object, info: ValidationInfo) -> object:
        return value_fitting(info.data.get("operator", ""), value)


@register
class TriggerCondition(ConditionType[TriggerLeaf]):
    """Looks into the column that the rule's context names; where there is none it answers no."""

    key = "trigger"
    label = "Trigger data"
    description = "What set the campaign off: the event’s properties, or the data of the API call."
    flow_only = True
    Leaf = TriggerLeaf

    def validate(self, leaf: TriggerLeaf, scope: Scope) -> Iterable[Problem]:
        if not scope.in_flow:
            yield Problem("type", "no_trigger", "only rules of a campaign can look at what set it off")

    def compile(self, leaf: TriggerLeaf, builder: Builder) -> str:
        document = builder.context.context_column
        return property_sql(document, leaf.field, leaf.operator, leaf.value, builder) if document else "false"

    def actual(self, leaf: TriggerLeaf, builder: Builder) -> str:
        document = builder.context.context_column
        return property_value(document, leaf.field, builder) if document else "NULL::jsonb"

    def holds(self, leaf: TriggerLeaf, facts: Facts) -> bool:
        # Where there is nothing to look at, no operator is met.
        found = at(facts.trigger, leaf.field)
        return facts.trigger is not None and property_meets(found, leaf.operator, leaf.value, facts)

    def saw(self, leaf: TriggerLeaf, facts: Facts) -> Any:
        found = at(facts.trigger, leaf.field)
        return None if found is MISSING else shown(found)

    def dependencies(self, leaf: TriggerLeaf) -> frozenset[str]:
        return frozenset({"execution", TIME} if leaf.operator in MOVING else {"execution"})

    def words(self, leaf: TriggerLeaf, names: Mapping[str, str]) -> str:
        return f"trigger’s {leaf.field} {operator_words(leaf.operator, leaf.value)}"

    def volatile(self, leaf: TriggerLeaf) -> bool:
        return leaf.operator in MOVING
