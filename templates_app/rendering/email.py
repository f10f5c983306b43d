"""An e-mail's content, compiled once per version and rendered once per contact: subject, HTML and plain text.

MIME, headers and tracking are messaging's. Sources in `CompiledEmail.stored` are what a published version keeps.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Protocol, Self

from templates_app.rendering.errors import RenderFailed
from templates_app.rendering.limits import MAX_SUBJECT
from templates_app.rendering.liquid import LiquidTemplate, compile_liquid
from templates_app.rendering.markup import BODY
from templates_app.rendering.mjml import mjml_to_html
from templates_app.rendering.parts import Parts, render_part, tidy
from templates_app.rendering.sanitize import sanitize_html
from templates_app.rendering.scan import Hidden
from templates_app.rendering.text import html_to_text
from workspaces.errors import FieldError

UNSUBSCRIBE = "unsubscribe_url"
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")

_PREHEADER = (
    '<div style="display:none;font-size:1px;line-height:1px;max-height:0;max-width:0;opacity:0;overflow:hidden;'
    'mso-hide:all;">{words}</div>'
)
_HTML_FOOTER = (
    '<div class="cp-way-out" style="padding:16px;text-align:center;font-family:Arial,Helvetica,sans-serif;'
    'font-size:12px;color:#666666;">'
    '<a href="{{ unsubscribe_url }}" style="color:#666666;">Unsubscribe</a></div>'
)
_TEXT_FOOTER = "\n\n--\nUnsubscribe: {{ unsubscribe_url }}"


class EmailParts(Protocol):
    """What an e-mail is written as; `templates_app.content.email.EmailContent` is one."""

    @property
    def subject(self) -> str: ...
    @property
    def preheader(self) -> str: ...
    @property
    def mjml(self) -> str | None: ...
    @property
    def html(self) -> str | None: ...
    @property
    def text(self) -> str | None: ...


@dataclass(slots=True)  # made for every message: freezing it takes longer than making it
class RenderedEmail:
    """One contact's mail. The subject is one line; the HTML is a whole document."""

    subject: str
    html: str
    text: str


@dataclass(frozen=True, slots=True)
class CompiledEmail:
    """An e-mail ready to be rendered many times, from many threads."""

    subject: LiquidTemplate
    html: LiquidTemplate
    text: LiquidTemplate
    stored: Mapping[str, str]

    @classmethod
    def load(cls, stored: Mapping[str, str]) -> Self:
        """From the sources that an earlier compilation stored. Raises SourceError when they are not acceptable."""
        return cls(
            compile_liquid(stored["subject"], html=False),
            compile_liquid(stored["html"], html=True, generated=True),
            compile_liquid(stored["text"], html=False, generated=True),
            dict(stored),
        )

    @property
    def variables(self) -> tuple[str, ...]:
        """What the parts together ask of the context, as sorted paths such as `contact.first_name`."""
        return tuple(sorted(self.subject.variables | self.html.variables | self.text.variables))

    def render(self, values: Mapping[str, object], missing: set[str] | None = None) -> RenderedEmail:
        """This mail for these values (plain dicts, lists, text, numbers, dates).

        Names without a value render empty and are added to `missing`. Raises RenderFailed, naming the part.
        """
        return RenderedEmail(
            _one_line(render_part("subject", self.subject, values, missing)),
            render_part("html", self.html, values, missing),
            tidy(render_part("text", self.text, values, missing)) + "\n",
        )


def compile_content(
    content: EmailParts,
    *,
    unsubscribe_footer: bool = False,
    body_field: str = "",
    faults: Sequence[FieldError] = (),
) -> CompiledEmail:
    """Compiles an e-mail. With `unsubscribe_footer`, a part that has no unsubscribe link gets one at its end.

    `body_field` is what the author knows the body as, where it is neither MJML nor HTML, and `faults` what is known to
    be wrong with it. Raises InvalidInput, naming every part (`content.subject`, `content.mjml`, …) that is wrong, and
    the line.
    """
    parts = Parts(faults)
    parts.check("subject", lambda: compile_liquid(content.subject, html=False))
    parts.check("preheader", lambda: compile_liquid(content.preheader, html=True))
    if content.text is not None:
        text = content.text
        parts.check("text", lambda: compile_liquid(text, html=False))
    body = body_field or ("mjml" if content.mjml is not None else "html")
    html = ""
    if not faults:
        with parts.of(body):
            html = _mjml_source(content.mjml) if content.mjml is not None else _html_source(content.html or "")
    parts.raise_if_wrong()
    with parts.of(body):
        return CompiledEmail.load(_assemble(content, html, unsubscribe_footer))
    raise parts.invalid()


def has_own_way_out(html: str) -> bool:
    """Whether a marketing mail's author wrote its unsubscribe link, so that none was added."""
    return 'class="cp-way-out"' not in html


def _mjml_source(source: str) -> str:
    compile_liquid(source, html=True)  # for errors with the lines that the author knows
    return mjml_to_html(source)


def _html_source(source: str) -> str:
    compile_liquid(source, html=True)
    return sanitize_html(source)


def _assemble(content: EmailParts, html: str, unsubscribe_footer: bool) -> dict[str, str]:
    text = content.text if content.text is not None else html_to_text(html)
    if content.preheader:
        html = _with_preheader(html, content.preheader)
    if unsubscribe_footer:
        if not _asks_for_unsubscribe(html, html=True):
            before, end, after = html.rpartition("</body>")
            html = f"{before}{_HTML_FOOTER}{end}{after}"
        if not _asks_for_unsubscribe(text, html=False):
            text += _TEXT_FOOTER
    return {"subject": content.subject, "html": html, "text": text}


def _with_preheader(html: str, preheader: str) -> str:
    words = Hidden(preheader)
    division = _PREHEADER.format(words=words.restore(escape(words.text)))
    hidden = Hidden(html, generated=True)
    start = BODY.search(hidden.text)
    end = start.end() if start is not None else 0
    return hidden.restore_what_is_left(hidden.text[:end]) + division + hidden.restore_what_is_left(hidden.text[end:])


def _asks_for_unsubscribe(source: str, *, html: bool) -> bool:
    return UNSUBSCRIBE in compile_liquid(source, html=html, generated=True).variables


def _one_line(subject: str) -> str:
    """A subject that cannot end its header: control characters and line ends become blanks."""
    # Nearly every subject has no control character, and this finds that out sooner than the pattern.
    line = " ".join((subject if subject.isprintable() else _CONTROL.sub(" ", subject)).split())
    if not line:
        raise RenderFailed("is empty for this contact", "subject")
    if len(line) > MAX_SUBJECT:
        raise RenderFailed(f"is longer than {MAX_SUBJECT} characters", "subject")
    return line
