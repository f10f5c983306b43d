"""Set field: write one field of the contact, from a fixed value or from Liquid."""

from collections.abc import Mapping, Sequence

from pydantic import Field

from campaigns.nodes.base import Batch, Category, NodeConfig, NodeType
from campaigns.nodes.fields import ContactField, LiquidScalar
from campaigns.nodes.moves import Detail, Moves
from campaigns.nodes.parts import TextUse
from campaigns.nodes.registry import register

RENDER_FAILED = "render_failed"
VALUE_REFUSED = "value_refused"


class SetFieldConfig(NodeConfig):
    """Which field gets which value."""

    field: ContactField = Field(title="Field", description="A field of the contact or the key of an attribute.")
    value: LiquidScalar = Field(
        description="The new value; a text may contain Liquid. Null: the field is emptied.",
        json_schema_extra={"x-help": "The new value; a text may hold variables."},
    )

    @property
    def is_liquid(self) -> bool:
        """Whether the value must be rendered for each contact."""
        return isinstance(self.value, str) and ("{{" in self.value or "{%" in self.value)


@register
class SetField(NodeType[SetFieldConfig]):
    """A text with `{{` or `{%` is rendered as Liquid for each contact; null clears the field.

    `score` and `tags` have nodes of their own. A contact for whom the value can't be made or stored fails here; the
    others go on.
    """

    key = "set_field"
    label = "Set field"
    description = "Writes a field or an attribute of the contact."
    category = Category.DATA
    Config = SetFieldConfig
    reasons = (RENDER_FAILED, VALUE_REFUSED)
    writes_contact = True

    def texts(self, config: SetFieldConfig) -> Sequence[TextUse]:
        """The value, where it is Liquid."""
        return (TextUse("config.value", config.value),) if config.is_liquid else ()

    def step(self, batch: Batch[SetFieldConfig]) -> Moves:
        """Write all values in one go; rows whose value can't be made or stored fail, the others go on."""
        rows, values, unrendered = _values(batch)
        refused = batch.world.set_field(batch, batch.node.config.field, rows, values) if rows else {}
        if refused:
            rows = [row for row in rows if row not in refused]
        moves = Moves().to("next", rows)
        moves.fail(RENDER_FAILED, list(unrendered), details=_reasons(unrendered))
        return moves.fail(VALUE_REFUSED, list(refused), details=_reasons(refused))

    def summary(self, config: SetFieldConfig) -> str:
        """One line."""
        return f"Clear {config.field}" if config.value is None else f"Set {config.field} to “{str(config.value)[:60]}”"


def _values(batch: Batch[SetFieldConfig]) -> tuple[Sequence[int], Sequence[object], Mapping[int, str]]:
    """The rows that get a value, their values, and the rows for which rendering failed."""
    config = batch.node.config
    rows = range(len(batch))
    if not config.is_liquid:
        return rows, [config.value] * len(batch), {}
    texts, failed = batch.world.render(batch, config.value)
    if not failed:
        return rows, texts, failed
    good = [row for row in rows if row not in failed]
    return good, [texts[row] for row in good], failed


def _reasons(failed: Mapping[int, str]) -> Sequence[Detail]:
    return [{"message": reason} for reason in failed.values()]
