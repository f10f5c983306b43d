"""`{"type": "consent", "field": "email.marketing", "operator": "is", "value": "granted"}`: what a contact agreed to."""

from collections.abc import Mapping, Sequence
from typing import Literal

from pydantic import ConfigDict, Field, field_validator
from pydantic_core import PydanticCustomError

from contacts.models import Consent
from contacts.rules.builder import CONTACT, Builder, negated
from contacts.rules.conditions import hints
from contacts.rules.facts import Asked, Facts
from contacts.rules.registry import ConditionType, register
from contacts.rules.tree import Leaf
from workspaces.channels import Channel, MessageType


class ConsentLeaf(Leaf):
    """`field` is a channel and a message type (`email.marketing`); `unknown` means that nobody asked."""

    model_config = ConfigDict(json_schema_extra=hints.sentence("field", "operator", "value", subject="consent to"))

    type: Literal["consent"]
    field: str = Field(title="To what", json_schema_extra=hints.consents())
    operator: Literal["is", "is_not"] = Field(
        title="Comparison", json_schema_extra=hints.choice({"is": "is", "is_not": "is not"})
    )
    value: Literal["granted", "denied", "unknown"] = Field(
        title="State", json_schema_extra=hints.choice({"granted": "given", "denied": "refused", "unknown": "unknown"})
    )

    @field_validator("field")
    @classmethod
    def _is_known(cls, field: str) -> str:
        channel, _, message_type = field.partition(".")
        if channel not in Channel.values or message_type not in MessageType.values:
            raise PydanticCustomError("consent", "expected a channel and a message type, such as email.marketing")
        return field


@register
class ConsentCondition(ConditionType[ConsentLeaf]):
    """Answered by the unique index on (contact, channel, message type)."""

    key = "consent"
    label = "Consent"
    description = "What the contact has agreed to, by channel and type of message."
    Leaf = ConsentLeaf

    def compile(self, leaf: ConsentLeaf, builder: Builder) -> str:
        channel, _, message_type = leaf.field.partition(".")
        state = "" if leaf.value == "unknown" else f" AND k.state = {builder.param(leaf.value)}"
        wanted = f"k.channel = {builder.param(channel)} AND k.message_type = {builder.param(message_type)}{state}"
        # Only placeholders are put in.
        exists = f"EXISTS (SELECT FROM contacts_consent k WHERE k.contact_id = {CONTACT}.id AND {wanted})"  # nosec B608
        return exists if (leaf.value == "unknown") == (leaf.operator == "is_not") else negated(exists)

    def actual(self, leaf: ConsentLeaf, builder: Builder) -> str:
        channel, _, message_type = leaf.field.partition(".")
        wanted = f"k.channel = {builder.param(channel)} AND k.message_type = {builder.param(message_type)}"
        # Only placeholders are put in.
        state = f"SELECT k.state FROM contacts_consent k WHERE k.contact_id = {CONTACT}.id AND {wanted}"  # noqa: S608  # nosec B608
        return f"to_jsonb(COALESCE(({state})::text, 'unknown'))"

    def load(self, leaves: Sequence[ConsentLeaf], asked: Asked) -> Mapping[str, str]:
        """The states by channel and message type."""
        rows = Consent.objects.in_workspace(asked.workspace_id).filter(contact_id=asked.contact_id)
        return {
            f"{channel}.{kind}": state for channel, kind, state in rows.values_list("channel", "message_type", "state")
        }

    def holds(self, leaf: ConsentLeaf, facts: Facts) -> bool:
        return (self.saw(leaf, facts) == leaf.value) == (leaf.operator == "is")

    def saw(self, leaf: ConsentLeaf, facts: Facts) -> str:
        states: Mapping[str, str] = facts.loaded[self.key]
        return states.get(leaf.field, "unknown")

    def dependencies(self, leaf: ConsentLeaf) -> frozenset[str]:
        return frozenset({"consent"})

    def words(self, leaf: ConsentLeaf, names: Mapping[str, str]) -> str:
        channel, _, message_type = leaf.field.partition(".")
        verb = "is" if leaf.operator == "is" else "is not"
        return f"consent to {MessageType(message_type).label.lower()} {Channel(channel).label} {verb} {leaf.value}"
