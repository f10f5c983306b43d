"""Running text with bold, links and lists."""

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from templates_app.content.blocks.base import Block, Setting, gap
from templates_app.content.blocks.fields import Align, Color, RichText
from templates_app.content.blocks.writing import Attributes, element
from templates_app.rendering.rich_text import link_faults
from workspaces.errors import FieldError


class Text(Block):
    """Running text: paragraphs, bold and italic words, links and lists."""

    label: ClassVar[str] = "Text"

    type: Literal["text"]
    html: Annotated[RichText, Field(title="Text")] = ""
    align: Annotated[Align, Field(title="Align", json_schema_extra={"x-help": ""})] = Align.LEFT
    color: Annotated[Color | None, Field(title="Colour", description="The theme's when left out.")] = None

    def to_mjml(self, setting: Setting) -> str:
        attributes: Attributes = {
            "css-class": None if self.color else "cp-text",
            "align": self.align,
            "color": self.color,
            "padding": "8px 24px",
        }
        return element("mj-text", attributes, self.html)

    def faults(self, path: str) -> Iterator[FieldError]:
        own = list(super().faults(path))
        yield from own
        if not own:
            yield from link_faults(f"{path}.html", self.html)

    def gaps(self, path: str) -> Iterator[FieldError]:
        if not self.html.strip():
            yield gap(f"{path}.html", "this text is empty")
