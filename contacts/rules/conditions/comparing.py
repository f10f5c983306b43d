"""What conditions share that compare one value: of an attribute, a property, or an execution's document."""

from typing import Any

from pydantic import BaseModel, Field, ValidationInfo, field_validator

from contacts.rules.conditions import hints
from contacts.rules.conditions.operators import Operator, value_fitting


class Comparison(BaseModel):
    """Which value, how it is compared, and with what. The operator says what the operand may be."""

    field: Any
    operator: Operator = Field(title="Comparison", json_schema_extra=hints.OPERATOR)
    value: Any = Field(default=None, validate_default=True, title="Value", json_schema_extra=hints.OPERAND)

    @field_validator("value")
    @classmethod
    def _fits(cls, value: object, info: ValidationInfo) -> object:
        return value_fitting(info.data.get("operator", ""), value)
