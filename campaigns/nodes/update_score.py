"""Update score: add to the contact's score, take from it, or set it."""

from pydantic import ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from campaigns.nodes.base import Batch, Category, NodeConfig, NodeType
from campaigns.nodes.fields import choice
from campaigns.nodes.moves import Moves
from campaigns.nodes.registry import register

_LIMIT = 1_000_000_000


class UpdateScoreConfig(NodeConfig):
    """By how much, or to what; exactly one of the two."""

    model_config = ConfigDict(
        json_schema_extra={
            "x-one-of-label": "Score",
            "x-one-of": [choice("delta", "Add or take away", "delta"), choice("value", "Set", "value")],
        }
    )

    delta: int | None = Field(
        default=None,
        strict=True,
        ge=-_LIMIT,
        le=_LIMIT,
        title="By how much",
        description="What is added; less than 0 takes away.",
        json_schema_extra={"x-unit": "points"},
    )
    value: int | None = Field(
        default=None,
        strict=True,
        ge=-_LIMIT,
        le=_LIMIT,
        title="New score",
        description="The new score.",
        json_schema_extra={"x-unit": "points"},
    )

    @model_validator(mode="after")
    def _one_of_two(self) -> "UpdateScoreConfig":
        if self.delta is None and self.value is None:
            raise PydanticCustomError("missing_change", "delta or value is required")
        if self.delta is not None and self.value is not None:
            raise PydanticCustomError("two_changes", "only one of delta and value may be set")
        if self.delta == 0:
            raise PydanticCustomError("no_change", "delta must not be 0")
        return self


@register
class UpdateScore(NodeType[UpdateScoreConfig]):
    """Adds `delta` to the contact's score (less than 0 takes away), or sets it to `value`."""

    key = "update_score"
    label = "Update score"
    description = "Adds to the contact's score, or sets it."
    category = Category.DATA
    Config = UpdateScoreConfig
    writes_contact = True

    def step(self, batch: Batch[UpdateScoreConfig]) -> Moves:
        """One set operation for all; all go on."""
        config = batch.node.config
        batch.world.update_score(batch, delta=config.delta, value=config.value)
        return Moves.all_to("next", batch)

    def summary(self, config: UpdateScoreConfig) -> str:
        """One line."""
        if config.delta is None:
            return f"Set the score to {config.value}"
        return f"Add {config.delta} to the score" if config.delta > 0 else f"Take {-config.delta} from the score"
