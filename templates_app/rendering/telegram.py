"""A Telegram message: text with the few elements that Telegram knows, and buttons that lead somewhere."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape, unescape

import nh3

from templates_app.rendering.errors import RenderFailed, SourceError
from templates_app.rendering.liquid import LiquidTemplate, compile_liquid
from templates_app.rendering.parts import CompiledParts, NoSubject, Parts, tidy
from templates_app.rendering.scan import Hidden

MAX_TEXT = 4_096  # characters of the text without its elements
_TAGS = {"b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "a", "code", "pre", "blockquote", "tg-spoiler"}
_CLEANER = nh3.Cleaner(tags=_TAGS, attributes={"a": {"href"}}, link_rel=None, url_schemes={"http", "https", "tg"})
_ELEMENT = re.compile(r"<[^>]*>")
_URL = re.compile(r"(?:https?|tg)://[^\s<>\"]+\Z")
# In this order: what is inside code or an address is not looked at again.
_MARKS = (
    (re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*", re.DOTALL), r"<b>\1</b>"),
    (re.compile(r"(?<![\w_])_(?=\S)(.+?)(?<=\S)_(?![\w_])", re.DOTALL), r"<i>\1</i>"),
    (re.compile(r"~~(?=\S)(.+?)(?<=\S)~~", re.DOTALL), r"<s>\1</s>"),
)
_PIECES = re.compile(r"`([^`\n]+)`|\[([^\]\n]+)\]\(([^()\s]+)\)")


@dataclass(frozen=True, slots=True)
class RenderedButton:
    """A button below the message."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class RenderedTelegram(NoSubject):
    """One contact's message: as Telegram takes it (`markup`), and as people read it (`text`)."""

    markup: str
    text: str
    buttons: tuple[RenderedButton, ...]


def compile_telegram(
    *, text: str, is_html: bool, buttons: Sequence[tuple[str, str]]
) -> CompiledParts[RenderedTelegram]:
    """The message, its Markdown or HTML made into Telegram's. Raises InvalidInput, naming every wrong part."""
    parts, stored = Parts(), {}
    with parts.of("text"):
        compile_liquid(text, html=True)  # for errors with the lines that the author knows
        stored["text"] = html_cleaned(text) if is_html else markdown_to_html(text)
    for number, (label, url) in enumerate(buttons):
        for name, source in ((f"buttons[{number}].text", label), (f"buttons[{number}].url", url)):
            with parts.of(name):
                compile_liquid(source, html=False)
                stored[name] = source
    parts.raise_if_wrong()
    with parts.of("text"):
        return load_telegram(stored)
    raise parts.invalid()


def load_telegram(stored: Mapping[str, str]) -> CompiledParts[RenderedTelegram]:
    """From the sources that an earlier compilation stored. Raises SourceError when they are not acceptable."""
    templates: dict[str, LiquidTemplate] = {
        name: compile_liquid(source, html=name == "text", generated=True) for name, source in stored.items()
    }
    return CompiledParts(templates, stored, _finish)


def markdown_to_html(source: str) -> str:
    """`**bold**`, `_italic_`, `~~struck~~`, `` `code` `` and `[links](https://…)` as elements; all else is text."""
    hidden = Hidden(source)
    found, position = [], 0
    for piece in _PIECES.finditer(hidden.text):
        found.append(_marked(hidden.text[position : piece.start()]))
        if piece[1] is not None:
            found.append(f"<code>{escape(piece[1], quote=False)}</code>")
        else:
            found.append(f'<a href="{escape(_link(hidden, piece[3]))}">{_marked(piece[2])}</a>')
        position = piece.end()
    return hidden.restore("".join([*found, _marked(hidden.text[position:])]))


def html_cleaned(source: str) -> str:
    """The source with the elements that Telegram knows; the words of others stay."""
    hidden = Hidden(source)
    return hidden.restore(_CLEANER.clean(hidden.text))


def _marked(text: str) -> str:
    text = escape(text, quote=False)
    for mark, element in _MARKS:
        text = mark.sub(element, text)
    return text


def _link(hidden: Hidden, url: str) -> str:
    if not hidden.restore_what_is_left(url).startswith(("https://", "http://", "tg://", "{{")):
        raise SourceError(f"a link must begin with https://, not {url[:40]!r}", code="url")
    return url


def _finish(parts: Mapping[str, str]) -> RenderedTelegram:
    markup = tidy(parts["text"])
    text = unescape(_ELEMENT.sub("", markup))
    if not text.strip():
        raise RenderFailed("is empty for this contact", "text")
    if len(text) > MAX_TEXT:
        raise RenderFailed(f"is longer than {MAX_TEXT} characters", "text")
    numbers = range(sum(name.endswith(".url") for name in parts))
    return RenderedTelegram(markup, text, tuple(_button(parts, number) for number in numbers))


def _button(parts: Mapping[str, str], number: int) -> RenderedButton:
    text, url = " ".join(parts[f"buttons[{number}].text"].split()), parts[f"buttons[{number}].url"].strip()
    if not text:
        raise RenderFailed("is empty for this contact", f"buttons[{number}].text")
    if not _URL.match(url):
        raise RenderFailed("is no address that begins with https://", f"buttons[{number}].url")
    return RenderedButton(text, url)
