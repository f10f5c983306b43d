"""A line between two parts."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from templates_app.content.blocks.base import Block, Setting
from templates_app.content.blocks.fields import Color
from templates_app.content.blocks.writing import Attributes, element


class Divider(Block):
    """A line across the column."""

    label: ClassVar[str] = "Divider"

    type: Literal["divider"]
    color: Annotated[Color, Field(title="Colour")] = "#d1d5db"
    thickness: Annotated[int, Field(ge=1, le=12, title="Thickness", json_schema_extra={"x-unit": "px"})] = 1

    def to_mjml(self, setting: Setting) -> str:
        attributes: Attributes = {"border-color": self.color, "border-width": self.thickness, "padding": "12px 24px"}
        return element("mj-divider", attributes)
