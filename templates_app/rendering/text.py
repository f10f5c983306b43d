"""The plain-text part of a mail whose author wrote none: the HTML's words in reading order, links with their addresses.

Works on the template's HTML with Liquid still in it, once per version, so that a mail's text costs no HTML parsing.
"""

import re
from collections.abc import Callable
from html.parser import HTMLParser

from templates_app.rendering.scan import Hidden

_BLOCKS = frozenset(
    "address article aside blockquote center dd div dl dt figure footer h1 h2 h3 h4 h5 h6 header li main nav ol p pre "
    "section table tbody tfoot thead tr ul".split()
)
_PARAGRAPHS = frozenset("blockquote h1 h2 h3 h4 h5 h6 ol p table ul".split())
_SKIPPED = frozenset({"head", "style", "script", "title", "noscript"})
_VOID = frozenset("area br col hr img input link meta source track wbr".split())
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all", re.IGNORECASE)
_BLANKS = re.compile(r"[ \t\r\n\f\v\u00a0\u200b\u200c\u034f\ufeff]+")
_OPENING = re.compile(r"\{(?=[{%])")


def html_to_text(html: str) -> str:
    """A Liquid source of plain text for a Liquid source of HTML."""
    hidden = Hidden(html, generated=True)
    reader = _Reader(hidden.restore_what_is_left)
    reader.feed(hidden.text)
    reader.close()
    # An entity may have spelt a brace: it was text in the HTML and must not become Liquid here.
    return hidden.restore_what_is_left(_OPENING.sub("{ ", reader.text()))


class _Reader(HTMLParser):
    """Collects words, line breaks and links. Elements inside a skipped one are counted, not read."""

    def __init__(self, with_liquid: Callable[[str], str]) -> None:
        super().__init__(convert_charrefs=True)
        self._with_liquid = with_liquid
        self._parts: list[str] = []
        self._skipped: list[str] = []
        self._links: list[tuple[str, int]] = []

    def text(self) -> str:
        lines = [_BLANKS.sub(" ", line).strip() for line in "".join(self._parts).split("\n")]
        return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag in _VOID:
            if not self._skipped:
                self._void(tag, values)
        elif self._skipped or tag in _SKIPPED or _HIDDEN_STYLE.search(values.get("style", "")):
            self._skipped.append(tag)
        elif tag == "a":
            self._links.append((values.get("href", "").strip(), len(self._parts)))
        else:
            self._break(tag)
            if tag == "li":
                self._parts.append("- ")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _VOID:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if self._skipped:
            if tag in self._skipped:
                while self._skipped.pop() != tag:
                    pass
        elif tag == "a" and self._links:
            self._end_link(*self._links.pop())
        else:
            self._break(tag)

    def handle_data(self, data: str) -> None:
        if not self._skipped:
            text = _BLANKS.sub(" ", data)
            at_start = not self._parts or self._parts[-1].endswith(("\n", " "))
            self._parts.append(text.lstrip(" ") if at_start else text)

    def unknown_decl(self, data: str) -> None:
        """`<![endif]>` and the like carry no text."""

    def _void(self, tag: str, values: dict[str, str]) -> None:
        if tag == "br":
            self._parts.append("\n")
        elif tag == "hr":
            self._parts.append("\n\n---\n\n")
        elif tag == "img" and values.get("alt", "").strip():
            self._parts.append(values["alt"].strip())

    def _break(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._parts.append(" ")
        elif tag in _PARAGRAPHS:
            self._parts.append("\n\n")
        elif tag in _BLOCKS and not (self._parts and self._parts[-1].endswith("\n")):
            self._parts.append("\n")

    def _end_link(self, address: str, start: int) -> None:
        words = "".join(self._parts[start:]).strip()
        shown = address.removeprefix("mailto:").removeprefix("tel:")
        if not shown or shown.startswith("#") or self._with_liquid(shown) == self._with_liquid(words):
            return
        self._parts.append(f" ({shown})" if words else shown)
