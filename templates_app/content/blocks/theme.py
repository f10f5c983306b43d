"""How the whole mail looks: colours by day and by night, font, width. Every block is written with it."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from templates_app.content.base import Content
from templates_app.content.blocks.fields import Color


class Font(StrEnum):
    """Fonts that every mail program has; none is loaded from elsewhere."""

    ARIAL = "arial"
    GEORGIA = "georgia"
    HELVETICA = "helvetica"
    TAHOMA = "tahoma"
    TIMES = "times"
    TREBUCHET = "trebuchet"
    VERDANA = "verdana"


STACKS = {
    Font.ARIAL: "Arial, Helvetica, sans-serif",
    Font.GEORGIA: "Georgia, Times, serif",
    Font.HELVETICA: "Helvetica, Arial, sans-serif",
    Font.TAHOMA: "Tahoma, Verdana, sans-serif",
    Font.TIMES: "Times New Roman, Times, serif",
    Font.TREBUCHET: "Trebuchet MS, Helvetica, sans-serif",
    Font.VERDANA: "Verdana, Geneva, sans-serif",
}


class Theme(Content):
    """Colours, font and width of a mail that is built of blocks."""

    font: Annotated[
        Font,
        Field(
            title="Font",
            json_schema_extra={
                "x-help": "",
                "x-labels": {font.value: stack.partition(",")[0] for font, stack in STACKS.items()},
            },
        ),
    ] = Font.ARIAL
    font_size: Annotated[
        int, Field(ge=12, le=22, title="Text size", json_schema_extra={"x-unit": "px"}, description="Of running text.")
    ] = 16
    width: Annotated[int, Field(ge=480, le=800, title="Width", json_schema_extra={"x-unit": "px"})] = 600
    background: Annotated[Color, Field(title="Around the mail")] = "#f3f4f6"
    content_background: Annotated[Color, Field(title="Behind the content")] = "#ffffff"
    text: Annotated[Color, Field(title="Text")] = "#1f2937"
    link: Annotated[Color, Field(title="Links")] = "#1d4ed8"
    button: Annotated[Color, Field(title="Buttons")] = "#1d4ed8"
    button_text: Annotated[Color, Field(title="Text of buttons")] = "#ffffff"
    corner: Annotated[
        int, Field(ge=0, le=32, title="Rounded corners of buttons", json_schema_extra={"x-unit": "px"})
    ] = 6
    dark: Annotated[
        bool, Field(title="Own colours in dark mode", description="For mail programs that show mails dark.")
    ] = True
    dark_background: Annotated[
        Color, Field(title="Around the mail, dark", json_schema_extra={"x-group": "Dark mode"})
    ] = "#0b0f19"
    dark_content_background: Annotated[
        Color, Field(title="Behind the content, dark", json_schema_extra={"x-group": "Dark mode"})
    ] = "#161b26"
    dark_text: Annotated[Color, Field(title="Text, dark", json_schema_extra={"x-group": "Dark mode"})] = "#e5e7eb"
    dark_link: Annotated[Color, Field(title="Links, dark", json_schema_extra={"x-group": "Dark mode"})] = "#93c5fd"

    @property
    def stack(self) -> str:
        """The font with what stands in for it."""
        return STACKS[self.font]
