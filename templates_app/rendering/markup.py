"""Reading markup (MJML, HTML) in one linear pass, and refusing what a mail must not carry. Liquid is hidden beforehand.

`check_mjml` is strict: well-formed, known elements, bounded. `check_html` is lenient about form, since `sanitize.py`
repairs it; both refuse active content by naming its line.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from templates_app.rendering.errors import SourceError
from templates_app.rendering.limits import MAX_ELEMENT_DEPTH, MAX_ELEMENTS
from templates_app.rendering.scan import tokens_in
from templates_app.rendering.values import safe_url

_NAME = re.compile(r"</?([a-zA-Z][\w:-]*+)")
_ATTRIBUTE = re.compile(r"""\s++([^\s=<>"'/]++)(?:\s*+=\s*+("[^"]*+"|'[^']*+'|[^\s"'<>=]++))?+""")
_END = re.compile(r"\s*+(/?)>")
_ACTIVE = re.compile(
    r"<\s*/?\s*(script|iframe|frame|frameset|object|embed|applet|form|base|svg|math|template|noembed|xmp)\b",
    re.IGNORECASE,
)
# In styles, what ran in programs of old, and what fetches styles from elsewhere.
_ACTIVE_STYLE = re.compile(
    r"@import\b|expression\s*\(|javascript\s*:|vbscript\s*:|-moz-binding|(?<![-\w])behavior\s*:", re.IGNORECASE
)
_STYLES = re.compile(r"<(?:mj-)?style\b[^>]*+>(.*?)</(?:mj-)?style", re.IGNORECASE | re.DOTALL)
_HANDLER = re.compile(r"on[a-z]+", re.IGNORECASE)
_URL_ATTRIBUTES = frozenset({"href", "src", "action", "formaction", "background", "poster", "background-url", "srcset"})
_RAW_TEXT = frozenset({"mj-style", "style"})
BODY = re.compile(r"""<body\b((?:[^>"']++|"[^"]*+"|'[^']*+')*+)>""", re.IGNORECASE)
_DECLARATION = re.compile(r"<[!?](?!--)")
# What only a whole document has. A style would be read as text here, and as elements by others.
_OF_DOCUMENTS = frozenset("mjml mj-head mj-body mj-attributes mj-style mj-preview mj-title mj-font style".split())
VOID = frozenset("area br col embed hr img input link meta source track wbr".split())

MJML_ELEMENTS = frozenset(
    "mjml mj-head mj-body mj-attributes mj-all mj-class mj-breakpoint mj-font mj-html-attributes mj-preview mj-style "
    "mj-title mj-accordion mj-accordion-element mj-accordion-text mj-accordion-title mj-button mj-carousel "
    "mj-carousel-image mj-column mj-divider mj-group mj-hero mj-image mj-navbar mj-navbar-link mj-raw mj-section "
    "mj-social mj-social-element mj-spacer mj-table mj-text mj-wrapper mj-selector mj-html-attribute".split()
)


@dataclass(frozen=True, slots=True)
class Element:
    """One start or end tag as it stands in the source."""

    name: str
    line: int
    closing: bool
    self_closing: bool
    attributes: tuple[tuple[str, str | None], ...]


def check_mjml(text: str) -> None:
    """Raises SourceError, with the line, for MJML that is not well-formed, too deep, unknown or active."""
    refuse_active(text)
    seen = _well_formed(text, rooted=True)
    if not seen:
        raise SourceError("is not MJML: it must start with <mjml>", 1, "markup")
    if "mj-body" not in seen:
        raise SourceError("has no <mj-body>", 1, "markup")


def check_mjml_fragment(text: str) -> None:
    """Raises SourceError, with the line, for MJML that can't stand inside a body: unbalanced or active."""
    refuse_active(text)
    declaration = _DECLARATION.search(text)
    if declaration is not None:
        raise SourceError("this '<' begins no tag: write &lt;", _line(text, declaration.start()), "markup")
    _well_formed(text, rooted=False)


def _well_formed(text: str, *, rooted: bool) -> set[str]:
    """The names of the elements, all of them known, balanced and within bounds. Raises SourceError."""
    opened: list[Element] = []
    seen: set[str] = set()
    for count, element in enumerate(_elements(text, strict=True), start=1):
        _require_mjml_element(element)
        _require_place(element, rooted=rooted, is_outermost=not opened, first=count == 1)
        refuse_active_attributes(element)
        seen.add(element.name)
        if element.closing:
            _close(opened, element)
        elif not element.self_closing and element.name not in VOID:
            opened.append(element)
        _require_bounds(count, len(opened), element)
    if opened:
        raise SourceError(f"<{opened[-1].name}> is never closed", opened[-1].line, "markup")
    return seen


def check_html(text: str) -> None:
    """Raises SourceError, with the line, for active content and for HTML that is too deep or too large."""
    refuse_active(text)
    depth = 0
    for count, element in enumerate(_elements(text, strict=False), start=1):
        refuse_active_attributes(element)
        if element.closing:
            depth = max(depth - 1, 0)
        elif not element.self_closing and element.name not in VOID:
            depth += 1
        _require_bounds(count, depth, element, deepest=MAX_ELEMENT_DEPTH * 3)


def refuse_active(text: str) -> None:
    """Raises SourceError for elements and style sheets that run, embed or fetch something, comments included."""
    found = _ACTIVE.search(text)
    if found is not None:
        name, line = found[1].lower(), _line(text, found.start())
        raise SourceError(f"<{name}> is not allowed in a mail", line, "active_content")
    for sheet in _STYLES.finditer(text):
        bad = _ACTIVE_STYLE.search(sheet[1])
        if bad is not None:
            line = _line(text, sheet.start(1) + bad.start())
            raise SourceError(f"the style {bad[0]!r} is not allowed in a mail", line, "active_content")


def refuse_active_attributes(element: Element) -> None:
    """Raises SourceError for event handlers and for addresses that would run code."""
    for name, value in element.attributes:
        lowered = name.lower()
        if tokens_in(name):
            raise SourceError("Liquid may stand inside an attribute's quotes, not among attributes", element.line)
        if _HANDLER.fullmatch(lowered):
            raise SourceError(f"the attribute {lowered!r} is not allowed in a mail", element.line, "active_content")
        if lowered in _URL_ATTRIBUTES and value is not None and safe_url(value) == "#" != value:
            raise SourceError(f"the address in {lowered!r} is not allowed in a mail", element.line, "active_content")


def _require_mjml_element(element: Element) -> None:
    name = element.name
    if name == "mj-include":
        raise SourceError("<mj-include> is not available", element.line, "markup")
    if name.startswith("mj") and name not in MJML_ELEMENTS:
        raise SourceError(f"unknown element <{name}>", element.line, "markup")


def _require_place(element: Element, *, rooted: bool, is_outermost: bool, first: bool) -> None:
    if rooted and is_outermost and not element.closing and (element.name != "mjml" or not first):
        raise SourceError("MJML is one <mjml> element and nothing beside it", element.line, "markup")
    if not rooted and element.name in _OF_DOCUMENTS:
        raise SourceError(f"<{element.name}> can't stand inside a mail's body", element.line, "markup")


def _require_bounds(count: int, depth: int, element: Element, deepest: int = MAX_ELEMENT_DEPTH) -> None:
    if depth > deepest:
        raise SourceError(f"elements are nested more than {deepest} deep", element.line, "too_complex")
    if count > MAX_ELEMENTS:
        raise SourceError(f"has more than {MAX_ELEMENTS:,} tags", element.line, "too_complex")


def _close(opened: list[Element], element: Element) -> None:
    if element.name in VOID:
        return
    if not opened or opened[-1].name != element.name:
        expected = f"; <{opened[-1].name}> of line {opened[-1].line} is still open" if opened else ""
        raise SourceError(f"</{element.name}> closes nothing{expected}", element.line, "markup")
    opened.pop()


def _elements(text: str, *, strict: bool) -> Iterator[Element]:
    position, line, counted = 0, 1, 0
    while (start := text.find("<", position)) >= 0:
        line += text.count("\n", counted, start)
        counted = start
        if text.startswith("<!", start):
            position = _after_declaration(text, start, line)
            continue
        element, position = _element(text, start, line, strict)
        if element is None:
            if strict:
                raise SourceError("this '<' begins no tag: write &lt;, and put attributes in quotes", line, "markup")
            continue
        yield element
        if element.name in _RAW_TEXT and not element.closing and not element.self_closing:
            end = text.find(f"</{element.name}", position)
            position = end if end >= 0 else position


def _after_declaration(text: str, start: int, line: int) -> int:
    closing = "-->" if text.startswith("<!--", start) else ">"
    end = text.find(closing, start)
    if end < 0:
        raise SourceError("a comment is never closed", line, "markup")
    return end + len(closing)


def _element(text: str, start: int, line: int, strict: bool) -> tuple[Element | None, int]:
    name = _NAME.match(text, start)
    if name is None:
        return None, start + 1
    attributes, position = [], name.end()
    while (found := _ATTRIBUTE.match(text, position)) is not None:
        value = found[2]
        if strict and value is not None and value[0] not in "\"'":
            raise SourceError(f"the attribute {found[1]!r} needs a value in quotes", line, "markup")
        attributes.append((found[1], value.strip("\"'") if value is not None else None))
        position = found.end()
    end = _END.match(text, position)
    if end is None:
        return None, start + 1
    closing = text.startswith("</", start)
    return Element(name[1].lower(), line, closing, bool(end[1]), tuple(attributes)), end.end()


def _line(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1
