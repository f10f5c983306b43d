"""Room between two parts."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from templates_app.content.blocks.base import Block, Setting
from templates_app.content.blocks.writing import element


class Spacer(Block):
    """Empty room."""

    label: ClassVar[str] = "Space"

    type: Literal["spacer"]
    height: Annotated[int, Field(ge=4, le=200, title="Height", json_schema_extra={"x-unit": "px"})] = 24

    def to_mjml(self, setting: Setting) -> str:
        return element("mj-spacer", {"height": self.height})
