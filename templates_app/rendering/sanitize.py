"""Raw HTML as a user pasted it, made into a clean document: allow-listed elements and attributes, no comments.

Active content is refused with its line first; nh3 (html5ever) is the second wall, for what hides from a simple scan.
"""

import re

import nh3

from templates_app.rendering.markup import BODY, check_html
from templates_app.rendering.scan import Hidden
from templates_app.rendering.styles import reviewed_style
from templates_app.rendering.values import SAFE_SCHEMES

_MORE_TAGS = frozenset("center font style u s big tt main section nav picture source".split())
_TAGS = (nh3.ALLOWED_TAGS | _MORE_TAGS) - {"map", "area"}
_EVERYWHERE = frozenset(
    "style class id align valign width height bgcolor background border cellpadding cellspacing dir lang role title "
    "color face size nowrap hspace vspace".split()
)
_ATTRIBUTES = {
    "*": set(_EVERYWHERE),
    "a": {"href", "target", "name", "rel"},
    "img": {"src", "alt", "srcset", "sizes"},
    "td": {"colspan", "rowspan", "headers"},
    "th": {"colspan", "rowspan", "headers", "scope"},
    "ol": {"start", "type"},
    "style": {"type", "media"},
    "source": {"srcset", "media", "type", "sizes"},
    "col": {"span"},
    "colgroup": {"span"},
}


def _reviewed(tag: str, attribute: str, value: str) -> str | None:
    """An attribute as it may stand: of styles what is on the reviewed list."""
    return (reviewed_style(value) or None) if attribute == "style" else value


_CLEANER = nh3.Cleaner(
    tags=_TAGS,
    clean_content_tags={"script", "title", "noscript", "template"},
    attributes=_ATTRIBUTES,
    attribute_filter=_reviewed,
    generic_attribute_prefixes={"aria-", "data-"},
    strip_comments=False,  # ours carry Liquid; the user's are removed before
    link_rel=None,
    url_schemes=set(SAFE_SCHEMES),
)
_COMMENT = re.compile(r"<!--.*?-->|<!\[.*?\]>|<!--.*\Z", re.DOTALL)
_MARK = re.compile(r"<!--(lqd\d{5}x)-->")
_FOREIGN_COMMENT = re.compile(r"<!--(?!lqd\d{5}x-->).*?-->", re.DOTALL)
_PIECE = re.compile(r"""<[a-zA-Z/](?:[^>"']++|"[^"]*+"|'[^']*+')*+>|lqd\d{5}x""")
_STYLE = re.compile(r"<style[^>]*>.*?</style>", re.DOTALL)

_DOCUMENT = (
    '<!doctype html><html><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1">{styles}</head>{body}{content}</body></html>'
)


def sanitize_html(source: str) -> str:
    """A whole HTML document with the Liquid of the source in place. Raises SourceError with the line in the source."""
    hidden = Hidden(source)
    check_html(hidden.text)
    text = _COMMENT.sub("", hidden.text)
    cleaned = _FOREIGN_COMMENT.sub("", _CLEANER.clean(_PIECE.sub(_as_comment, text)))
    cleaned = _MARK.sub(r"\1", cleaned)
    if "<tbody" not in text.lower():
        # The parser adds a tbody around rows; with a Liquid loop around the rows it would open many and close one.
        cleaned = cleaned.replace("<tbody>", "").replace("</tbody>", "")
    styles = "".join(_STYLE.findall(cleaned))
    document = _DOCUMENT.format(styles=styles, body=_body_tag(text), content=_STYLE.sub("", cleaned).strip())
    return hidden.restore(document)


def _as_comment(piece: re.Match[str]) -> str:
    """Liquid between elements becomes a comment, which no HTML parser moves; inside a tag it stays a word."""
    return piece[0] if piece[0].startswith("<") else f"<!--{piece[0]}-->"


def _body_tag(text: str) -> str:
    found = BODY.search(text)
    if found is None:
        return "<body>"
    cleaned = _CLEANER.clean(f"<div{found[1]}></div>")
    return f"<body{cleaned[len('<div') : cleaned.index('>')]}>"
