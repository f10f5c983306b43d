"""The styles that an element of raw HTML may carry: a reviewed list of properties that cover, move and load nothing.

Works on HTML whose Liquid is hidden; what Liquid writes inside a style is escaped when it is rendered.
"""

import re

from templates_app.rendering.scan import tokens_in
from templates_app.rendering.values import safe_url

# Reviewed one by one: they dress, space and size. None takes an element out of its place (position, z-index), lets it
# react (pointer-events, cursor), or hides from a check what a reader sees (content, clip).
PROPERTIES = frozenset(
    "background background-color background-image background-position background-repeat background-size border "
    "border-bottom border-bottom-color border-bottom-left-radius border-bottom-right-radius border-bottom-style "
    "border-bottom-width border-collapse border-color border-left border-left-color border-left-style border- "
    "left-width border-radius border-right border-right-color border-right-style border-right-width border- "
    "spacing border-style border-top border-top-color border-top-left-radius border-top-right-radius border-top- "
    "style border-top-width border-width box-sizing clear color color-scheme direction display empty-cells float "
    "font font-family font-size font-style font-variant font-weight height hyphens letter-spacing line-height "
    "list-style list-style-position list-style-type margin margin-bottom margin-left margin-right margin-top max- "
    "height max-width min-height min-width opacity outline overflow overflow-wrap padding padding-bottom padding- "
    "left padding-right padding-top table-layout text-align text-decoration text-decoration-color text-indent "
    "text-overflow text-shadow text-transform vertical-align visibility white-space width word-break word-spacing "
    "word-wrap -ms-interpolation-mode -ms-text-size-adjust -webkit-text-size-adjust -webkit-font-smoothing -moz- "
    "osx-font-smoothing".split()
)
_MSO = re.compile(r"mso-[a-z-]+")
_DECLARATION = re.compile(r"""(?:[^;"'(]++|"[^"]*+"|'[^']*+'|\((?:[^()"']++|"[^"]*+"|'[^']*+')*+\)|["'(])++""")
_URL = re.compile(r"""url\(\s*+["']?([^"')]*+)""", re.IGNORECASE)
_ACTIVE = re.compile(r"expression\s*\(|javascript\s*:|vbscript\s*:|\\", re.IGNORECASE)


def reviewed_style(value: str) -> str:
    """The declarations of a style attribute that are allowed, as they were written; "" where none is."""
    kept = [piece.strip() for piece in _DECLARATION.findall(value) if _is_allowed(piece.strip())]
    return ";".join(kept)


def _is_allowed(declaration: str) -> bool:
    if not declaration or _ACTIVE.search(declaration):
        return False
    if any(safe_url(url.strip()) == "#" != url.strip() for url in _URL.findall(declaration)):
        return False
    name = declaration.partition(":")[0].strip().lower()
    # Liquid may give whole declarations, or stand around them.
    return name in PROPERTIES or _MSO.fullmatch(name) is not None or bool(tokens_in(name))
