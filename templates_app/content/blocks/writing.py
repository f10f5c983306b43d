"""Writing MJML: every text of an author is escaped here, with its Liquid left in place."""

from collections.abc import Mapping
from html import escape

from templates_app.rendering.scan import Hidden

Attributes = Mapping[str, str | int | None]


def words(text: str) -> str:
    """An author's plain text as MJML: markup becomes characters, Liquid stays."""
    hidden = Hidden(text)
    return hidden.restore(escape(hidden.text, quote=True))


def element(name: str, attributes: Attributes, inside: str | None = None) -> str:
    """An element; attributes without a value are left out, numbers are pixels. `inside` is MJML already."""
    written = "".join(f' {key}="{_value(value)}"' for key, value in attributes.items() if value is not None)
    return f"<{name}{written} />" if inside is None else f"<{name}{written}>{inside}</{name}>"


def section(inside: str, attributes: Attributes) -> str:
    """A row with one column."""
    return element("mj-section", attributes, element("mj-column", {}, inside))


def _value(value: str | int | None) -> str:
    return f"{value}px" if isinstance(value, int) else words(value or "")
