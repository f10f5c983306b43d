"""The list of blocks, in the order in which the editor offers them. A new block is a file here and a line in a list."""

from typing import Annotated, Any

from pydantic import Field

from templates_app.content.blocks.base import Block
from templates_app.content.blocks.button import Button
from templates_app.content.blocks.columns import Columns
from templates_app.content.blocks.divider import Divider
from templates_app.content.blocks.footer import Footer
from templates_app.content.blocks.heading import Heading
from templates_app.content.blocks.image import Image
from templates_app.content.blocks.product import Product
from templates_app.content.blocks.raw import Raw
from templates_app.content.blocks.rich_text import Text
from templates_app.content.blocks.social import Social
from templates_app.content.blocks.spacer import Spacer

BLOCKS: tuple[type[Block], ...] = (
    Heading,
    Text,
    Image,
    Button,
    Columns,
    Divider,
    Spacer,
    Product,
    Social,
    Footer,
    Raw,
)

AnyBlock = Annotated[
    Heading | Text | Image | Button | Columns | Divider | Spacer | Product | Social | Footer | Raw,
    Field(discriminator="type"),
]


def block_type(block: type[Block]) -> str:
    """The value of `type` that means this block."""
    (name,) = block.model_fields["type"].annotation.__args__  # type: ignore[union-attr]
    return str(name)


def block_schemas() -> list[dict[str, Any]]:
    """What the editor needs to know of every block: its type, name, place, and the JSON Schema of its settings."""
    return [
        {
            "type": block_type(block),
            "label": block.label,
            "description": (block.__doc__ or "").strip(),
            "inColumns": block.in_column,
            "schema": block.model_json_schema(),
        }
        for block in BLOCKS
    ]
