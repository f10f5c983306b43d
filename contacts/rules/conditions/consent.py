"""`{"type": "consent", "field": "email.marketing", "operator": "is", "value": "granted"}`: what a contact agreed to.

With `"topic": "top_…"` it asks for the contact's answer about that topic instead of the one about all messages.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal
from uuid import UUID

from pydantic import ConfigDict, Field, field_validator
from pydantic_core import PydanticCustomError

from contacts.models import ANSWERS, Consent
from contacts.rules.builder import CONTACT, Builder, negated
from contacts.rules.conditions import hints
from contacts.rules.facts import Asked, Facts
from contacts.rules.registry import ConditionType, Problem, register
from contacts.rules.scope import Scope
from contacts.rules.tree import Leaf
from workspaces.channels import Channel, MessageType
from workspaces.ids import InvalidId, decode


class ConsentLeaf(Leaf):
    """`field` is a channel and a message type (`email.marketing`).

    `unknown` means that nobody asked, or that the contact has not confirmed the answer yet.
    """

    model_config = ConfigDict(
        json_schema_extra=hints.sentence("field", "topic", "operator", "value", subject="consent to")
    )

    type: Literal["consent"]
    field: str = Field(title="To what", json_schema_extra=hints.consents())
    topic: str | None = Field(
        default=None, title="About", json_schema_extra={"x-editor": "topic", "x-words": "about {}"}
    )
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

    @field_validator("topic")
    @classmethod
    def _is_id(cls, topic: str | None) -> str | None:
        try:
            return topic if topic is None or decode("top", topic) else None
        except InvalidId as error:
            raise PydanticCustomError("id", "{reason}", {"reason": str(error)}) from error


@register
class ConsentCondition(ConditionType[ConsentLeaf]):
    """Answered by the unique index on (contact, channel, message type, topic)."""

    key = "consent"
    label = "Consent"
    description = "What the contact has agreed to, by channel, type of message and topic."
    Leaf = ConsentLeaf

    def validate(self, leaf: ConsentLeaf, scope: Scope) -> Iterable[Problem]:
        if leaf.topic is not None and decode("top", leaf.topic) not in scope.topics:
            yield Problem("topic", "unknown_topic", f"there is no topic {leaf.topic}")

    def compile(self, leaf: ConsentLeaf, builder: Builder) -> str:
        # What is yet to be confirmed is no answer.
        state = "k.state <> 'pending'" if leaf.value == "unknown" else f"k.state = {builder.param(leaf.value)}"
        # Only placeholders are put in.
        exists = f"EXISTS (SELECT FROM contacts_consent k WHERE {_row(leaf, builder)} AND {state})"  # nosec B608
        return exists if (leaf.value == "unknown") == (leaf.operator == "is_not") else negated(exists)

    def actual(self, leaf: ConsentLeaf, builder: Builder) -> str:
        # Only placeholders are put in.
        state = f"SELECT k.state FROM contacts_consent k WHERE {_row(leaf, builder)} AND k.state <> 'pending'"  # noqa: S608  # nosec B608
        return f"to_jsonb(COALESCE(({state})::text, 'unknown'))"

    def load(self, leaves: Sequence[ConsentLeaf], asked: Asked) -> Mapping[tuple[str, UUID | None], str]:
        """The answers by channel and message type, and topic."""
        rows = Consent.objects.in_workspace(asked.workspace_id).filter(contact_id=asked.contact_id, state__in=ANSWERS)
        return {
            (f"{channel}.{kind}", topic_id): state
            for channel, kind, topic_id, state in rows.values_list("channel", "message_type", "topic_id", "state")
        }

    def holds(self, leaf: ConsentLeaf, facts: Facts) -> bool:
        return (self.saw(leaf, facts) == leaf.value) == (leaf.operator == "is")

    def saw(self, leaf: ConsentLeaf, facts: Facts) -> str:
        states: Mapping[tuple[str, UUID | None], str] = facts.loaded[self.key]
        return states.get((leaf.field, decode("top", leaf.topic) if leaf.topic else None), "unknown")

    def dependencies(self, leaf: ConsentLeaf) -> frozenset[str]:
        return frozenset({"consent"})

    def words(self, leaf: ConsentLeaf, names: Mapping[str, str]) -> str:
        channel, _, message_type = leaf.field.partition(".")
        verb = "is" if leaf.operator == "is" else "is not"
        about = f" about “{names.get(leaf.topic, leaf.topic)}”" if leaf.topic else ""
        return (
            f"consent to {MessageType(message_type).label.lower()} {Channel(channel).label}{about} {verb} {leaf.value}"
        )


def _row(leaf: ConsentLeaf, builder: Builder) -> str:
    """Which row of a contact's consents is meant."""
    channel, _, message_type = leaf.field.partition(".")
    topic = "IS NULL" if leaf.topic is None else f"= {builder.param(decode('top', leaf.topic), 'uuid')}"
    return (
        f"k.contact_id = {CONTACT}.id AND k.channel = {builder.param(channel)} "
        f"AND k.message_type = {builder.param(message_type)} AND k.topic_id {topic}"
    )
