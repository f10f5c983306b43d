"""`{"type": "webhook", "field": "crm.tier", "operator": "equals", "value": "gold"}`: what a webhook has answered."""

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
from workspaces.contexts import WEBHOOK_KEY


class WebhookLeaf(Leaf):
    """Operators and values as for trigger data.

    The field begins with the name that the webhook node gives its answers (`save_as`), then `status`, `reason` or one
    of its `values`.
    """

    model_config = ConfigDict(json_schema_extra=hints.sentence("field", "operator", "value", subject="the webhook’s"))

    type: Literal["webhook"]
    field: PropertyPath = Field(title="Name and value", json_schema_extra={"x-editor": "property"})
    operator: Operator = Field(title="Comparison", json_schema_extra=hints.OPERATOR)
    value: Any = Field(default=None, validate_default=True, title="Value", json_schema_extra=hints.OPERAND)

    @field_validator("value")
    @classmethod
    def _fits(cls, value: object, info: ValidationInfo) -> object:
        return value_fitting(info.data.get("operator", ""), value)


@register
class WebhookCondition(ConditionType[WebhookLeaf]):
    """What was kept of the answers that webhook nodes got on this contact's way; no where there was no call yet."""

    key = "webhook"
    label = "Webhook answer"
    description = "What a webhook of this campaign has answered."
    flow_only = True
    Leaf = WebhookLeaf

    def validate(self, leaf: WebhookLeaf, scope: Scope) -> Iterable[Problem]:
        if not scope.in_flow:
            yield Problem("type", "no_webhook", "only rules of a campaign can look at what its webhooks have answered")

    def compile(self, leaf: WebhookLeaf, builder: Builder) -> str:
        document = _document(builder)
        return property_sql(document, leaf.field, leaf.operator, leaf.value, builder) if document else "false"

    def actual(self, leaf: WebhookLeaf, builder: Builder) -> str:
        document = _document(builder)
        return property_value(document, leaf.field, builder) if document else "NULL::jsonb"

    def holds(self, leaf: WebhookLeaf, facts: Facts) -> bool:
        # Where there is nothing to look at, no operator is met.
        found = at((facts.trigger or {}).get(WEBHOOK_KEY, MISSING), leaf.field)
        return facts.trigger is not None and property_meets(found, leaf.operator, leaf.value, facts)

    def saw(self, leaf: WebhookLeaf, facts: Facts) -> Any:
        found = at((facts.trigger or {}).get(WEBHOOK_KEY, MISSING), leaf.field)
        return None if found is MISSING else shown(found)

    def dependencies(self, leaf: WebhookLeaf) -> frozenset[str]:
        return frozenset({"execution", TIME} if leaf.operator in MOVING else {"execution"})

    def words(self, leaf: WebhookLeaf, names: Mapping[str, str]) -> str:
        return f"webhook’s {leaf.field} {operator_words(leaf.operator, leaf.value)}"

    def volatile(self, leaf: WebhookLeaf) -> bool:
        return leaf.operator in MOVING


def _document(builder: Builder) -> str:
    """The answers as a jsonb expression; "" where there is no execution to look at."""
    context = builder.context.context_column
    return f"({context} -> {builder.param(WEBHOOK_KEY)})" if context else ""
