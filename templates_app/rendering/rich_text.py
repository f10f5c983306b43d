"""An author's rich text (bold, links, lists), made clean: allow-lists of elements, and of styles that dress words.

The Liquid in it stays. Whole documents of HTML are `sanitize.py`'s.
"""

import re
from collections.abc import Iterator
from html import unescape

import nh3

from templates_app.rendering.scan import Hidden, tokens_in
from templates_app.rendering.values import SAFE_SCHEMES
from workspaces.errors import FieldError

# Reviewed: none of these moves, covers or loads anything.
STYLES = frozenset({"background-color", "color", "font-style", "font-weight", "text-align", "text-decoration"})
_CLEANER = nh3.Cleaner(
    tags=set("a b blockquote br code del em i li ol p s span strong sub sup u ul".split()),
    clean_content_tags=set("script style title noscript template iframe object svg math textarea xmp".split()),
    attributes={"a": {"href", "title"}, "p": {"style"}, "span": {"style"}, "li": {"style"}},
    filter_style_properties=set(STYLES),
    link_rel=None,
    url_schemes=set(SAFE_SCHEMES),
)
_HREF = re.compile(r'<a\b[^>]*?\shref="([^"]*)"')
_BEGINNINGS = ("https://", "http://", "mailto:", "tel:", "sms:", "#")


def sanitize_rich_text(text: str) -> str:
    """The text with what may stand in it, well-formed. Raises SourceError where Liquid stands in what is taken out."""
    hidden = Hidden(text)
    return hidden.restore(_CLEANER.clean(hidden.text).strip())


def link_faults(path: str, text: str) -> Iterator[FieldError]:
    """The links of a sanitised text that lead nowhere from a mail: each needs its scheme, or Liquid for it all."""
    for match in _HREF.finditer(Hidden(text).text):
        address = unescape(match[1])
        if not lacks_scheme(address):
            continue
        yield FieldError(path, f"the link to {address[:60]!r} must begin with https://, mailto: or tel:", "invalid")


def lacks_scheme(address: str) -> bool:
    """Whether an address, with its Liquid hidden, doesn't say where it leads."""
    starts_with_liquid = bool(tokens_in(address)) and address.startswith("lqd")
    return bool(address) and not address.startswith(_BEGINNINGS) and not starts_with_liquid
