"""The kinds of values that blocks are made of: lines, rich text, addresses, colours. Their hints drive the form."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from templates_app.rendering.errors import SourceError
from templates_app.rendering.rich_text import lacks_scheme, sanitize_rich_text
from templates_app.rendering.scan import Hidden
from templates_app.rendering.values import safe_url
from workspaces.errors import FieldError

MAX_URL = 2_000


class Align(StrEnum):
    """Where something stands in its column."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


def _without_code(url: str) -> str:
    address = url.strip()
    if safe_url(address) == "#" != address:
        raise ValueError("must not run code: give an address that begins with https://")
    return address


def _sanitized(text: str) -> str:
    try:
        return sanitize_rich_text(text)
    except SourceError as error:
        raise ValueError(str(error)) from error


Line = Annotated[
    str,
    StringConstraints(pattern=r"^[^\r\n]*$", max_length=500),
    Field(json_schema_extra={"x-editor": "liquid", "x-lines": 1}),
]
RichText = Annotated[
    str,
    StringConstraints(max_length=20_000),
    AfterValidator(_sanitized),
    Field(json_schema_extra={"x-editor": "rich-text"}),
]
Url = Annotated[
    str,
    StringConstraints(max_length=MAX_URL, pattern=r"^[^\r\n]*$"),
    AfterValidator(_without_code),
    Field(json_schema_extra={"x-editor": "url", "x-lines": 1, "x-placeholder": "https://"}),
]
Color = Annotated[
    str,
    StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$"),
    Field(json_schema_extra={"x-editor": "color"}),
]


def url_faults(path: str, url: str) -> Iterator[FieldError]:
    """What is wrong with a mail's address: it needs its scheme, or Liquid that gives the whole of it."""
    if not url:
        return
    try:
        hidden = Hidden(url).text
    except SourceError:
        return  # said already, with the Liquid of the field
    if lacks_scheme(hidden):
        yield FieldError(path, "must begin with https://, mailto: or tel:", "invalid")
