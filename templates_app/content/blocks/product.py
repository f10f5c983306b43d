"""A product, or a row for each product of a list that came with the event."""

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import Field, StringConstraints

from templates_app.content.blocks.base import Block, Setting, gap
from templates_app.content.blocks.button import button
from templates_app.content.blocks.fields import Line, RichText, Url, url_faults
from templates_app.content.blocks.writing import Attributes, element, section, words
from templates_app.rendering.rich_text import link_faults
from workspaces.errors import FieldError

Path = Annotated[str, StringConstraints(pattern=r"^([A-Za-z_]\w*(\.[A-Za-z_]\w*)*)?$", max_length=120)]


class Product(Block):
    """A product with picture, price and button; or one for each item of a list, e.g. what was left in a cart."""

    label: ClassVar[str] = "Product"
    in_column: ClassVar[bool] = False

    type: Literal["product"]
    name: Annotated[Line, Field(title="Name")] = ""
    price: Annotated[Line, Field(max_length=100, title="Price")] = ""
    html: Annotated[RichText, Field(title="Description")] = ""
    image: Annotated[Url, Field(title="Address of the picture")] = ""
    url: Annotated[Url, Field(title="Leads to")] = ""
    button: Annotated[Line, Field(max_length=100, title="Text of the button", description="None when left empty.")] = (
        "View"
    )
    layout: Annotated[
        Literal["beside", "below"],
        Field(
            title="Text",
            json_schema_extra={"x-labels": {"beside": "Beside the picture", "below": "Below the picture"}},
        ),
    ] = "beside"
    each: Annotated[
        Path,
        Field(
            title="Repeat for each of",
            description="A list, e.g. trigger.products; use {{ item.name }}, {{ item.price }} and so on above.",
            json_schema_extra={"x-group": "Repeat", "x-placeholder": "trigger.products"},
        ),
    ] = ""
    limit: Annotated[int, Field(ge=1, le=50, title="At most", json_schema_extra={"x-group": "Repeat"})] = 3

    def to_mjml(self, setting: Setting) -> str:
        row = self._row(setting)
        return f"{{% for item in {self.each} limit: {self.limit} %}}{row}{{% endfor %}}" if self.each else row

    def _row(self, setting: Setting) -> str:
        attributes: Attributes = {
            "css-class": "cp-content",
            "background-color": setting.theme.content_background,
            "padding": "8px 0",
        }
        picture, about = self._picture(), self._about(setting)
        if self.layout == "below" or not picture:
            return section(picture + about, attributes)
        columns = element("mj-column", {"width": "40%"}, picture) + element("mj-column", {"width": "60%"}, about)
        return element("mj-section", attributes, columns)

    def _picture(self) -> str:
        if not self.image:
            return ""
        return element(
            "mj-image", {"src": self.image, "alt": self.name, "href": self.url or None, "padding": "8px 24px"}
        )

    def _about(self, setting: Setting) -> str:
        price = f"<p>{words(self.price)}</p>" if self.price else ""
        inside = f"<p><b>{words(self.name)}</b></p>{price}{self.html}"
        text = element("mj-text", {"css-class": "cp-text", "padding": "0 24px"}, inside)
        if not self.button:
            return text
        colours: dict[str, str | int | None] = {
            "background-color": setting.theme.button,
            "color": setting.theme.button_text,
            "align": "left",
        }
        return text + button(self.button, self.url, setting, colours)

    def faults(self, path: str) -> Iterator[FieldError]:
        own = list(super().faults(path))
        yield from own
        if not own:
            yield from link_faults(f"{path}.html", self.html)
        yield from url_faults(f"{path}.image", self.image)
        yield from url_faults(f"{path}.url", self.url)

    def gaps(self, path: str) -> Iterator[FieldError]:
        if not self.name.strip():
            yield gap(f"{path}.name", "this product has no name yet")
        if self.button and not self.url:
            yield gap(f"{path}.url", "say where this product's button leads")
