"""`{% snippet 'key' %}` in a content: finding it, and putting the snippets in its place before anything is compiled.

Where markup may stand (`html`, `mjml`) a snippet is its rich text, elsewhere its words. Snippets hold no snippets.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from templates_app.rendering.limits import MAX_TOGETHER
from templates_app.rendering.text import html_to_text
from workspaces.errors import FieldError, InvalidInput

KEY = re.compile(r"[a-z0-9](?:[a-z0-9_-]{0,39})")
_TAG = re.compile(r"""\{%-?\s{0,20}snippet\s{1,20}(["'])([a-z0-9][a-z0-9_-]{0,39})\1\s{0,20}-?%\}""")
_ANY = re.compile(r"\{%-?\s{0,20}snippet\b")
_MARKUP = frozenset({"html", "mjml"})
_ONE_LINE = frozenset({"subject", "preheader"})


def snippet_keys(content: object) -> frozenset[str]:
    """The keys of the snippets that a content or a text names."""
    return frozenset(match[2] for text in _strings(content) for match in _TAG.finditer(text))


def holds_snippet(text: str) -> bool:
    """Whether a text names a snippet, well or badly written."""
    return _ANY.search(text) is not None


def with_snippets(content: Mapping[str, Any], snippets: Mapping[str, str]) -> Mapping[str, Any]:
    """The content with what its snippets hold. Raises InvalidInput, naming each field that names an unknown one."""
    writer = _Writer(snippets)
    written: Mapping[str, Any] = writer.value(content, "content", "")
    if writer.faults:
        raise InvalidInput(f"{writer.faults[0].field}: {writer.faults[0].message}", writer.faults)
    return written


class _Writer:
    """One walk over a content; counts what it writes, so that a content made of snippets stays bounded."""

    def __init__(self, snippets: Mapping[str, str]) -> None:
        self.faults: list[FieldError] = []
        self._snippets = snippets
        self._words = {key: html_to_text(html) for key, html in snippets.items()}
        self._left = MAX_TOGETHER

    def value(self, value: Any, path: str, key: str) -> Any:
        if isinstance(value, str):
            return self._text(value, path, key)
        if isinstance(value, Mapping):
            return {name: self.value(inner, f"{path}.{name}", str(name)) for name, inner in value.items()}
        if isinstance(value, list | tuple):
            return [self.value(inner, f"{path}[{index}]", key) for index, inner in enumerate(value)]
        return value

    def _text(self, text: str, path: str, key: str) -> str:
        if "snippet" not in text:
            return text
        pieces, position = [], 0
        for match in _TAG.finditer(text):
            pieces += [text[position : match.start()], self._piece(match[2], path, key)]
            position = match.end()
        written = "".join([*pieces, text[position:]])
        if holds_snippet(written):
            self.faults.append(FieldError(path, "write a snippet as {% snippet 'name' %}", "invalid"))
        return written

    def _piece(self, name: str, path: str, key: str) -> str:
        html = self._snippets.get(name)
        if html is None:
            self.faults.append(FieldError(path, f"there is no snippet called “{name}”", "unknown_snippet"))
            return ""
        piece = html if key in _MARKUP else self._words[name]
        if key in _ONE_LINE or (key not in _MARKUP and path.count("[")):
            piece = " ".join(piece.split())
        self._left -= len(piece)
        if self._left < 0:
            self.faults.append(FieldError(path, "the snippets make it too long", "too_long"))
            return ""
        return piece


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        if "snippet" in value:
            yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _strings(inner)
