"""A message in a website: a title, some HTML, and where it leads; shown in a list, on top of the page or over it.

The HTML has the elements of running text and no styles: it stands in somebody's page, under that page's policy.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import nh3

from templates_app.rendering.errors import RenderFailed
from templates_app.rendering.liquid import compile_liquid
from templates_app.rendering.markup import check_html
from templates_app.rendering.parts import CompiledParts, Parts
from templates_app.rendering.scan import Hidden
from templates_app.rendering.text import html_to_text

_MOST = {"title": 200, "url": 1_000, "button": 60}
_MAX_HTML = 20_000
_PARTS = ("title", "html", "url", "button")
_TAGS = set("a b blockquote br code div em h2 h3 h4 hr i img li ol p s small span strong u ul".split())
_ATTRIBUTES = {"a": {"href"}, "img": {"src", "alt", "width", "height"}, "*": {"dir", "lang"}}
_CLEANER = nh3.Cleaner(
    tags=_TAGS,
    attributes=_ATTRIBUTES,
    clean_content_tags={"script", "style", "title", "noscript", "template"},
    link_rel="noopener",
    url_schemes={"http", "https", "mailto", "tel"},
)
_URL = re.compile(r"(https://|/(?!/))[^\s<>\"]*\Z")


@dataclass(frozen=True, slots=True)
class RenderedOnsite:
    """One contact's message; `url` and `button` are "" where there is none. It is gone after `hours`."""

    placement: str
    title: str
    html: str
    url: str
    button: str
    hours: int

    @property
    def subject(self) -> str:
        """Its title."""
        return self.title

    @property
    def text(self) -> str:
        """Its words."""
        return html_to_text(self.html)


def compile_onsite(
    *, placement: str, title: str, html: str, url: str, button: str, hours: int
) -> CompiledParts[RenderedOnsite]:
    """The message. Raises InvalidInput, naming every wrong part."""
    parts, stored = Parts(), {"placement": placement, "hours": str(hours)}
    for name, source in (("title", title), ("url", url), ("button", button)):
        with parts.of(name):
            compile_liquid(source, html=False)
            stored[name] = source
    with parts.of("html"):
        compile_liquid(html, html=True)  # for errors with the lines that the author knows
        hidden = Hidden(html)
        check_html(hidden.text)
        stored["html"] = hidden.restore(_CLEANER.clean(hidden.text))
    parts.raise_if_wrong()
    with parts.of("html"):
        return load_onsite(stored)
    raise parts.invalid()


def load_onsite(stored: Mapping[str, str]) -> CompiledParts[RenderedOnsite]:
    """From the sources that an earlier compilation stored. Raises SourceError when they are not acceptable."""
    templates = {name: compile_liquid(stored[name], html=name == "html", generated=True) for name in _PARTS}
    placement, hours = stored["placement"], int(stored["hours"])

    def finish(parts: Mapping[str, str]) -> RenderedOnsite:
        if len(parts["html"]) > _MAX_HTML:
            raise RenderFailed(f"is longer than {_MAX_HTML:,} characters", "html")
        # What contacts' values have put in passes the same wall again.
        html = _CLEANER.clean(parts["html"]).strip()
        return RenderedOnsite(placement, html=html, hours=hours, **_checked(parts))

    return CompiledParts(templates, stored, finish)


def _checked(parts: Mapping[str, str]) -> dict[str, str]:
    """The short parts, on one line each. Raises RenderFailed."""
    found = {name: " ".join(parts[name].split()) for name in _MOST}
    for name, most in _MOST.items():
        if len(found[name]) > most:
            raise RenderFailed(f"is longer than {most} characters", name)
    if not found["title"]:
        raise RenderFailed("is empty for this contact", "title")
    if found["url"] and not _URL.match(found["url"]):
        raise RenderFailed("is no address that begins with https:// or /", "url")
    return found
