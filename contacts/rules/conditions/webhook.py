"""`{"type": "webhook", "field": "crm.tier", "operator": "equals", "value": "gold"}`: what a webhook has answered."""

from typing import Any, Literal

from pydantic import ConfigDict, Field

from contacts.rules.builder import Builder
from contacts.rules.conditions import hints
from contacts.rules.conditions.context import ContextCondition, ContextLeaf
from contacts.rules.conditions.memory import MISSING
from contacts.rules.conditions.properties import PropertyPath
from contacts.rules.facts import Facts
from contacts.rules.registry import register
from workspaces.contexts import WEBHOOK_KEY


class WebhookLeaf(ContextLeaf):
    """Operators and values as for trigger data.

    The field begins with the name that the webhook node gives its answers (`save_as`), then `status`, `reason` or one
    of its `values`.
    """

    model_config = ConfigDict(json_schema_extra=hints.sentence("field", "operator", "value", subject="the webhook’s"))

    type: Literal["webhook"]
    field: PropertyPath = Field(title="Name and value", json_schema_extra={"x-editor": "property"})


@register
class WebhookCondition(ContextCondition[WebhookLeaf]):
    """What was kept of the answers that webhook nodes got on this contact's way; no where there was no call yet."""

    key = "webhook"
    label = "Webhook answer"
    description = "What a webhook of this campaign has answered."
    nowhere = ("no_webhook", "only rules of a campaign can look at what its webhooks have answered")
    Leaf = WebhookLeaf

    def document(self, builder: Builder) -> str:
        context = builder.context.context_column
        return f"({context} -> {builder.param(WEBHOOK_KEY)})" if context else ""

    def noted(self, facts: Facts) -> Any:
        return (facts.trigger or {}).get(WEBHOOK_KEY, MISSING)
