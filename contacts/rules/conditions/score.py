"""`{"type": "score", "operator": ">=", "value": 50}`: the contact's lead score."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Literal

from pydantic import ConfigDict, Field, TypeAdapter, ValidationInfo, field_validator

from contacts.rules.builder import CONTACT, Builder
from contacts.rules.conditions import hints
from contacts.rules.conditions.numbers import NumberOperator, compared, number_meets, number_words
from contacts.rules.facts import Facts
from contacts.rules.registry import ConditionType, register
from contacts.rules.tree import Leaf
from contacts.rules.values import Number, NumberPair, fitting

_PAIR: TypeAdapter[object] = TypeAdapter(NumberPair)
_NUMBER: TypeAdapter[object] = TypeAdapter(Number)


class ScoreLeaf(Leaf):
    """`between` takes two numbers and includes both. Every contact has a score; it starts at 0."""

    model_config = ConfigDict(json_schema_extra=hints.sentence("operator", "value", subject="score"))

    type: Literal["score"]
    operator: NumberOperator = Field(title="Comparison", json_schema_extra=hints.OPERATOR)
    value: object = Field(title="Value", json_schema_extra={"x-editor": "operand"})

    @field_validator("value")
    @classmethod
    def _fits(cls, value: object, info: ValidationInfo) -> object:
        return fitting(_PAIR if info.data.get("operator") == "between" else _NUMBER, value)


@register
class ScoreCondition(ConditionType[ScoreLeaf]):
    """Answered from the contact's own column."""

    key = "score"
    label = "Score"
    description = "The contact’s lead score."
    Leaf = ScoreLeaf

    def compile(self, leaf: ScoreLeaf, builder: Builder) -> str:
        return compared(f"{CONTACT}.score", leaf.operator, leaf.value, builder)

    def actual(self, leaf: ScoreLeaf, builder: Builder) -> str:
        return f"to_jsonb({CONTACT}.score)"

    def holds(self, leaf: ScoreLeaf, facts: Facts) -> bool:
        return number_meets(Decimal(facts.score), leaf.operator, leaf.value)

    def saw(self, leaf: ScoreLeaf, facts: Facts) -> int:
        return facts.score

    def dependencies(self, leaf: ScoreLeaf) -> frozenset[str]:
        return frozenset({"score"})

    def words(self, leaf: ScoreLeaf, names: Mapping[str, str]) -> str:
        return f"score {number_words(leaf.operator, leaf.value)}"
