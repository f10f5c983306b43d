"""A picture, which may lead somewhere."""

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from templates_app.content.blocks.base import Block, Setting, gap
from templates_app.content.blocks.fields import Align, Line, Url, url_faults
from templates_app.content.blocks.writing import Attributes, element
from workspaces.errors import FieldError


class Image(Block):
    """A picture from an address on the web."""

    label: ClassVar[str] = "Image"

    type: Literal["image"]
    src: Annotated[Url, Field(title="Address of the picture")] = ""
    alt: Annotated[
        Line,
        Field(
            title="What it shows",
            description="Read aloud, and shown where pictures are off. Leave it empty for mere decoration.",
        ),
    ] = ""
    url: Annotated[Url, Field(title="Leads to", description="Where a click leads; nowhere when left out.")] = ""
    width: Annotated[
        int | None,
        Field(
            ge=16,
            le=800,
            title="Width",
            json_schema_extra={"x-unit": "px"},
            description="The whole column's when left out.",
        ),
    ] = None
    align: Annotated[Align, Field(title="Align", json_schema_extra={"x-help": ""})] = Align.CENTER

    def to_mjml(self, setting: Setting) -> str:
        if not self.src:
            return ""
        attributes: Attributes = {
            "src": self.src,
            "alt": self.alt,
            "href": self.url or None,
            "width": self.width,
            "align": self.align,
            "padding": "8px 24px",
        }
        return element("mj-image", attributes)

    def faults(self, path: str) -> Iterator[FieldError]:
        yield from super().faults(path)
        yield from url_faults(f"{path}.src", self.src)
        yield from url_faults(f"{path}.url", self.url)

    def gaps(self, path: str) -> Iterator[FieldError]:
        if not self.src:
            yield gap(f"{path}.src", "this picture has no address yet")
