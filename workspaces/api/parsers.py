"""JSON bodies, read strictly: what no column can hold, or means harm, is refused with the place it stands at."""

import json
import math
from collections.abc import Iterator, Mapping
from typing import Any

from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser

from workspaces.api.problems import PayloadTooLarge
from workspaces.errors import InvalidInput

MAX_BYTES = 2 * 1024 * 1024
MAX_DEPTH = 64


class StrictJSONParser(BaseParser):
    """UTF-8 JSON of at most 2 MiB and 64 levels, without NUL, lone surrogates, repeated names or endless numbers."""

    media_type = "application/json"
    max_bytes = MAX_BYTES

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None) -> Any:
        """The parsed body. Raises ParseError, PayloadTooLarge or InvalidInput."""
        raw = stream.read(self.max_bytes + 1)
        if len(raw) > self.max_bytes:
            raise PayloadTooLarge(f"The body is larger than {self.max_bytes // 1024 // 1024} MiB.")
        data = self._read(self._text(raw))
        for path, problem in self._problems(data):
            raise InvalidInput.of(path or "body", problem)
        return data

    def _text(self, raw: bytes) -> str:
        try:
            return raw.decode("utf-8")
        except UnicodeDecodeError as error:
            raise ParseError(f"The body is not UTF-8: byte {error.start} can't be read.") from error

    def _read(self, text: str) -> Any:
        try:
            return json.loads(text, object_pairs_hook=_object, parse_constant=_refuse_constant)
        except json.JSONDecodeError as error:
            place = f"line {error.lineno}, column {error.colno}"
            raise ParseError(f"The body is not JSON: {error.msg} at {place}.") from error
        except RecursionError as error:
            raise ParseError(f"The body is nested deeper than {MAX_DEPTH} levels.") from error
        except ValueError as error:
            raise ParseError(f"The body is not acceptable JSON: {error}.") from error

    def _problems(self, data: Any) -> Iterator[tuple[str, str]]:
        return _problems(data)


class BulkJSONParser(StrictJSONParser):
    """Many items in one body of at most 8 MiB, each of which is checked by itself: what makes one of them unfit (bytes
    that are not UTF-8, NUL, endless numbers, depth) is for whoever reads the items, so that the others can be kept.

    Bytes that are not UTF-8 become lone surrogates, which nothing stores.
    """

    max_bytes = 8 * 1024 * 1024

    def _text(self, raw: bytes) -> str:
        return raw.decode("utf-8", errors="surrogateescape")

    def _problems(self, data: Any) -> Iterator[tuple[str, str]]:
        return iter(())


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the name {twice[:64]!r} stands twice in one object")
    return made


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not a JSON number")


def _problems(data: Any) -> Iterator[tuple[str, str]]:
    """What no column could hold. A walk with a stack of its own, so that depth costs nothing."""
    stack: list[tuple[str, Any, int]] = [("", data, 0)]
    while stack:
        path, value, depth = stack.pop()
        if depth > MAX_DEPTH:
            yield path[:80], f"nested deeper than {MAX_DEPTH} levels"
        elif isinstance(value, str):
            if problem := _text_problem(value):
                yield path, problem
        elif isinstance(value, float) and not math.isfinite(value):
            yield path, "the number is too large"
        elif isinstance(value, dict):
            for name, inner in value.items():
                if problem := _text_problem(name):
                    yield path, f"a name in it {problem}"
                stack.append((f"{path}.{name}" if path else name, inner, depth + 1))
        elif isinstance(value, list):
            stack.extend((f"{path}[{place}]", inner, depth + 1) for place, inner in enumerate(value))


def _text_problem(text: str) -> str | None:
    if "\0" in text:
        return "holds a NUL character, which can't be stored"
    try:
        text.encode()
    except UnicodeEncodeError:
        return "holds half of a surrogate pair, which is no character"
    return None
