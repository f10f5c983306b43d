"""Tag: give the contact a tag, or take it away."""

from typing import Literal

from pydantic import Field

from campaigns.nodes.base import Batch, Category, NodeConfig, NodeType
from campaigns.nodes.fields import Tag
from campaigns.nodes.moves import Moves
from campaigns.nodes.registry import register


class TagConfig(NodeConfig):
    """Which tag, and whether it is added or removed."""

    action: Literal["add", "remove"] = Field(
        title="What to do",
        description="Add the tag or remove it.",
        json_schema_extra={"x-labels": {"add": "Add the tag", "remove": "Remove the tag"}},
    )
    tag: Tag = Field(description="The tag; it is made when no contact has it yet.")


@register
class TagNode(NodeType[TagConfig]):
    """Whoever has the tag already, or has it not, goes on unchanged."""

    key = "tag"
    label = "Tag"
    description = "Adds a tag to the contact, or removes it."
    category = Category.DATA
    Config = TagConfig
    writes_contact = True

    def step(self, batch: Batch[TagConfig]) -> Moves:
        """One set operation for all; all go on."""
        config = batch.node.config
        change = batch.world.tag_add if config.action == "add" else batch.world.tag_remove
        change(batch, config.tag)
        return Moves.all_to("next", batch)

    def summary(self, config: TagConfig) -> str:
        """One line."""
        return f"{'Add' if config.action == 'add' else 'Remove'} tag “{config.tag}”"
