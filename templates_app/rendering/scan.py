"""Finding Liquid in a source in one linear pass, before any regular expression of the parser sees it.

Also hides Liquid behind plain tokens while markup is processed and puts it back. No parsing of expressions.
"""

import re
from dataclasses import dataclass

from templates_app.rendering.errors import SourceError
from templates_app.rendering.limits import MAX_HTML, MAX_SOURCE, MAX_TAG, MAX_TAG_WHITESPACE, MAX_TAGS

_NAME = re.compile(r"\{%-?\s*(\w+)")
_ENDRAW = re.compile(r"\{%-?\s{0,20}endraw\s{0,20}-?%\}")
_LONG_WHITESPACE = re.compile(rf"\s{{{MAX_TAG_WHITESPACE + 1}}}")
_TOKEN = re.compile(r"lqd(\d{5})x")


@dataclass(frozen=True, slots=True)
class Fragment:
    """One `{{ … }}` or `{% … %}` (a whole raw block counts as one): its text, place and tag name ("" for output)."""

    text: str
    start: int
    end: int
    line: int
    name: str

    @property
    def is_output(self) -> bool:
        return not self.name


def scan(source: str, *, generated: bool = False) -> list[Fragment]:
    """The Liquid fragments of a source, in order. Raises SourceError for unclosed, oversized or too many tags.

    `generated` is for HTML that MJML became: it is longer than its source, and repeats some of its tags.
    """
    longest, most = (MAX_HTML, 4 * MAX_TAGS) if generated else (MAX_SOURCE, MAX_TAGS)
    if len(source) > longest:
        raise SourceError(f"is too long: {len(source):,} characters, at most {longest:,}", code="too_long")
    if "\x00" in source:
        raise SourceError("contains a NUL character", source[: source.index("\x00")].count("\n") + 1)
    fragments: list[Fragment] = []
    position, line, counted = 0, 1, 0
    while (start := _next_open(source, position)) >= 0:
        line += source.count("\n", counted, start)
        counted = start
        fragment = _fragment(source, start, line)
        fragments.append(fragment)
        if len(fragments) > most:
            raise SourceError(f"has more than {most:,} Liquid tags", line, code="too_complex")
        position = fragment.end
    return fragments


def _next_open(source: str, position: int) -> int:
    while (brace := source.find("{", position)) >= 0:
        if source[brace + 1 : brace + 2] in ("{", "%"):
            return brace
        position = brace + 1
    return -1


def _fragment(source: str, start: int, line: int) -> Fragment:
    closing = "}}" if source[start + 1] == "{" else "%}"
    end = source.find(closing, start + 2, start + MAX_TAG + 4)
    if end < 0:
        raise SourceError(_unclosed(source, start, closing), line, code="liquid_syntax")
    end += 2
    text = source[start:end]
    if _LONG_WHITESPACE.search(text):
        raise SourceError(f"more than {MAX_TAG_WHITESPACE} blanks in a row inside a Liquid tag", line, "too_complex")
    if closing == "}}":
        return Fragment(text, start, end, line, "")
    name = _NAME.match(text)
    if name is not None and name[1] == "raw":
        end = _end_of_raw(source, end, line)
    return Fragment(source[start:end], start, end, line, name[1] if name else "#")


def _unclosed(source: str, start: int, closing: str) -> str:
    if source.find(closing, start + 2) >= 0:
        return f"a Liquid tag is longer than {MAX_TAG:,} characters, or its {closing!r} is missing"
    return f"{source[start : start + 2]!r} is never closed by {closing!r}"


def _end_of_raw(source: str, position: int, line: int) -> int:
    found = _ENDRAW.search(source, position)
    if found is None:
        raise SourceError("'raw' is never closed by 'endraw'", line, code="liquid_syntax")
    return found.end()


class Hidden:
    """A source whose Liquid is replaced by words that markup processors leave alone, and the way back."""

    def __init__(self, source: str, *, generated: bool = False) -> None:
        match = _TOKEN.search(source)
        if match is not None:
            raise SourceError(f"the word {match[0]!r} is reserved", source[: match.start()].count("\n") + 1)
        self.fragments = scan(source, generated=generated)
        parts, position = [], 0
        for index, fragment in enumerate(self.fragments):
            # The newlines of a tag are kept, so that a line number found in the text still holds.
            parts += [source[position : fragment.start], token(index), "\n" * fragment.text.count("\n")]
            position = fragment.end
        self.text = "".join([*parts, source[position:]])

    def restore(self, text: str) -> str:
        """Puts the Liquid back. Raises SourceError when a tag got lost, or a block tag was doubled, on the way."""
        seen = [0] * len(self.fragments)

        def put_back(match: re.Match[str]) -> str:
            index = int(match[1])
            seen[index] += 1
            return self.fragments[index].text

        restored = _TOKEN.sub(put_back, text)
        for fragment, count in zip(self.fragments, seen, strict=True):
            if count == 0 or (count > 1 and not fragment.is_output):
                raise SourceError(f"Liquid cannot stand here: {fragment.text[:60]}", fragment.line, "liquid_misplaced")
        return restored

    def restore_what_is_left(self, text: str) -> str:
        """Puts the Liquid back where the text still has it; for a text that keeps only parts of the source."""
        return _TOKEN.sub(lambda match: self.fragments[int(match[1])].text, text)


def token(index: int) -> str:
    """The word that stands for the fragment of that index."""
    return f"lqd{index:05d}x"


def tokens_in(text: str) -> list[int]:
    """The indexes of the fragments hidden in a text."""
    return [int(match[1]) for match in _TOKEN.finditer(text)]
