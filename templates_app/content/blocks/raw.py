"""MJML by hand, for what no block offers. It is checked by itself, so that it can't end what it stands in."""

import re
from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import Field, StringConstraints

from templates_app.content.blocks.base import Block, Setting, gap
from templates_app.content.blocks.writing import element, section
from templates_app.rendering.errors import SourceError
from templates_app.rendering.markup import check_mjml_fragment
from templates_app.rendering.mjml import mjml_to_html
from templates_app.rendering.scan import Hidden
from workspaces.errors import FieldError

_FIRST = re.compile(r"<(mj-[a-z-]+)")
_ROWS = frozenset({"mj-section", "mj-wrapper", "mj-hero"})


class Raw(Block):
    """MJML by hand: rows such as `mj-section`, or what stands in a column such as `mj-text`."""

    label: ClassVar[str] = "MJML"

    type: Literal["mjml"]
    mjml: Annotated[
        str, StringConstraints(max_length=50_000), Field(title="MJML", json_schema_extra={"x-editor": "code"})
    ] = ""

    @property
    def is_row(self) -> bool:
        first = _FIRST.search(self.mjml)
        return first is not None and first[1] in _ROWS

    def to_mjml(self, setting: Setting) -> str:
        return self.mjml

    def faults(self, path: str) -> Iterator[FieldError]:
        own = list(super().faults(path))
        yield from own
        if own or not self.mjml.strip():
            return
        try:
            check_mjml_fragment(Hidden(self.mjml).text)
            # MJML has rules of its own on what may stand where; asked for this block alone, the answer has its name.
            row = self.mjml if self.is_row else section(self.mjml, {})
            mjml_to_html(element("mjml", {}, element("mj-body", {}, row)))
        except SourceError as error:
            yield FieldError(f"{path}.mjml", str(error), error.code)

    def gaps(self, path: str) -> Iterator[FieldError]:
        if not self.mjml.strip():
            yield gap(f"{path}.mjml", "write some MJML, or remove this block")
