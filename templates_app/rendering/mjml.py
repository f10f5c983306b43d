"""MJML to HTML by mrml, with the user's Liquid carried through unharmed.

mrml recurses without a bound of its own and reports no lines, so `markup.check_mjml` comes first.
"""

import mrml

from templates_app.rendering.errors import SourceError
from templates_app.rendering.limits import MAX_HTML
from templates_app.rendering.markup import check_mjml
from templates_app.rendering.scan import Hidden

_OPTIONS = mrml.ParserOptions(include_loader=mrml.noop_loader())
# Without its own list mrml adds links to Google Fonts, which would tell Google who opens which mail.
_RENDER = mrml.RenderOptions(disable_comments=True, fonts={})


def mjml_to_html(source: str) -> str:
    """A whole HTML document with the Liquid of the source in place. Raises SourceError with the line in the source."""
    hidden = Hidden(source)
    check_mjml(hidden.text)
    try:
        html = mrml.to_html(hidden.text.strip(), _OPTIONS, _RENDER).content
    except OSError as error:  # mrml raises this for every parse error
        raise SourceError(f"is not valid MJML: {error}", code="markup") from error
    if len(html) > MAX_HTML:
        raise SourceError(f"becomes more than {MAX_HTML:,} characters of HTML", code="too_long")
    return hidden.restore(html)
