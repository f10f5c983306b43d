"""Two to four columns side by side, each with blocks of its own. On phones they stand below each other."""

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from templates_app.content.blocks.base import Block, Part, Setting
from templates_app.content.blocks.simple import SimpleBlock
from templates_app.content.blocks.writing import Attributes, element
from workspaces.errors import FieldError

_WIDTHS = {
    "1-1": ("50%", "50%"),
    "1-2": ("33.33%", "66.67%"),
    "2-1": ("66.67%", "33.33%"),
    "1-1-1": ("33.33%", "33.33%", "33.34%"),
    "1-1-1-1": ("25%", "25%", "25%", "25%"),
}
_LABELS = {
    "1-1": "Two alike",
    "1-2": "Narrow, wide",
    "2-1": "Wide, narrow",
    "1-1-1": "Three alike",
    "1-1-1-1": "Four alike",
}


class Column(Part):
    """The blocks of one column."""

    blocks: Annotated[list[SimpleBlock], Field(max_length=20)] = []

    def parts(self) -> Iterator[tuple[str, Part]]:
        for index, block in enumerate(self.blocks):
            yield f"blocks[{index}]", block


class Columns(Block):
    """Columns side by side; on phones below each other."""

    label: ClassVar[str] = "Columns"
    in_column: ClassVar[bool] = False

    type: Literal["columns"]
    layout: Annotated[
        Literal["1-1", "1-2", "2-1", "1-1-1", "1-1-1-1"],
        Field(title="Widths", json_schema_extra={"x-labels": _LABELS}),
    ] = "1-1"
    columns: Annotated[list[Column], Field(min_length=2, max_length=4)]
    keep_on_phones: Annotated[bool, Field(title="Side by side on phones, too")] = False

    @model_validator(mode="after")
    def _as_many_as_the_layout(self) -> Self:
        wanted = len(_WIDTHS[self.layout])
        if len(self.columns) != wanted:
            raise ValueError(f"the widths {self.layout} need {wanted} columns")
        return self

    def parts(self) -> Iterator[tuple[str, Part]]:
        for index, column in enumerate(self.columns):
            yield f"columns[{index}]", column

    def to_mjml(self, setting: Setting) -> str:
        columns = "".join(
            element(
                "mj-column",
                {"width": width, "vertical-align": "top"},
                "".join(block.to_mjml(setting) for block in column.blocks),
            )
            for width, column in zip(_WIDTHS[self.layout], self.columns, strict=True)
        )
        attributes: Attributes = {
            "css-class": "cp-content",
            "background-color": setting.theme.content_background,
            "padding": "0",
        }
        return element("mj-section", attributes, element("mj-group", {}, columns) if self.keep_on_phones else columns)

    def faults(self, path: str) -> Iterator[FieldError]:
        yield from super().faults(path)
        for below, part in self.parts():
            for inner, block in part.parts():
                if isinstance(block, Block) and block.is_row:
                    yield FieldError(f"{path}.{below}.{inner}", "rows can't stand in a column", "markup")
