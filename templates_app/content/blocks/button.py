"""A button: one thing to do."""

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from templates_app.content.blocks.base import Block, Setting, gap
from templates_app.content.blocks.fields import Align, Color, Line, Url, url_faults
from templates_app.content.blocks.writing import element, words
from workspaces.errors import FieldError


class Button(Block):
    """A button that leads somewhere."""

    label: ClassVar[str] = "Button"

    type: Literal["button"]
    text: Annotated[Line, Field(title="Text")] = ""
    url: Annotated[Url, Field(title="Leads to")] = ""
    align: Annotated[Align, Field(title="Align", json_schema_extra={"x-help": ""})] = Align.CENTER
    full_width: Annotated[bool, Field(title="As wide as the column")] = False
    background: Annotated[Color | None, Field(title="Colour", description="The theme's when left out.")] = None
    color: Annotated[Color | None, Field(title="Colour of the text", description="The theme's when left out.")] = None

    def to_mjml(self, setting: Setting) -> str:
        return button(
            self.text,
            self.url,
            setting,
            {
                "background-color": self.background or setting.theme.button,
                "color": self.color or setting.theme.button_text,
                "align": self.align,
                "width": "100%" if self.full_width else None,
            },
        )

    def faults(self, path: str) -> Iterator[FieldError]:
        yield from super().faults(path)
        yield from url_faults(f"{path}.url", self.url)

    def gaps(self, path: str) -> Iterator[FieldError]:
        if not self.text.strip():
            yield gap(f"{path}.text", "this button has no text yet")
        if not self.url:
            yield gap(f"{path}.url", "say where this button leads")


def button(text: str, url: str, setting: Setting, attributes: dict[str, str | int | None]) -> str:
    """A button's element, with the corners of the theme."""
    shared: dict[str, str | int | None] = {
        "href": url or "#",
        **attributes,
        "border-radius": setting.theme.corner,
        "font-size": setting.theme.font_size,
        "font-weight": "bold",
        "inner-padding": "12px 24px",
        "padding": "12px 24px",
    }
    return element("mj-button", shared, words(text))
