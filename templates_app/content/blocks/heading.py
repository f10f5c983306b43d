"""A heading."""

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from templates_app.content.blocks.base import Block, Setting, gap
from templates_app.content.blocks.fields import Align, Color, Line
from templates_app.content.blocks.writing import Attributes, element, words
from workspaces.errors import FieldError

_SIZES = {"large": ("h1", 30), "medium": ("h2", 24), "small": ("h3", 19)}


class Heading(Block):
    """A heading: the mail's title, or that of a part."""

    label: ClassVar[str] = "Heading"

    type: Literal["heading"]
    text: Annotated[Line, Field(title="Text")] = ""
    size: Annotated[Literal["large", "medium", "small"], Field(title="Size")] = "large"
    align: Annotated[Align, Field(title="Align", json_schema_extra={"x-help": ""})] = Align.LEFT
    color: Annotated[Color | None, Field(title="Colour", description="The theme's when left out.")] = None

    def to_mjml(self, setting: Setting) -> str:
        tag, pixels = _SIZES[self.size]
        # Mail programs give headings margins of their own; the row has its padding.
        inside = (
            f'<{tag} style="margin:0;font-size:inherit;font-weight:bold;line-height:1.25">{words(self.text)}</{tag}>'
        )
        attributes: Attributes = {
            "css-class": None if self.color else "cp-text",
            "font-size": pixels,
            "align": self.align,
            "color": self.color,
            "padding": "16px 24px 8px",
        }
        return element("mj-text", attributes, inside)

    def gaps(self, path: str) -> Iterator[FieldError]:
        if not self.text.strip():
            yield gap(f"{path}.text", "this heading has no text yet")
