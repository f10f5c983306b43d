"""A received mail in its parts, read with bounds: nothing that anybody sends takes long, nests deep or grows.

Cut mails and broken ones are read as far as they go; nothing here raises.
"""

import binascii
import quopri
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesHeaderParser

_DEPTH, _PARTS = 6, 40
_HEAD, _VALUE = 64_000, 4_000
_HEAD_ENDS = re.compile(rb"\r?\n\r?\n")
_PARSER = BytesHeaderParser()


@dataclass(frozen=True, slots=True)
class Part:
    """A part, or a whole mail: its headers by their names in lower case, the first of each, and the parts within."""

    headers: Mapping[str, str]
    body: bytes
    kind: str = "text/plain"
    params: Mapping[str, str] = field(default_factory=dict)
    parts: tuple["Part", ...] = ()

    def walk(self) -> Iterator["Part"]:
        """This one and all that are in it, each before its own parts."""
        yield self
        for part in self.parts:
            yield from part.walk()

    @property
    def content(self) -> bytes:
        """The body without its transfer encoding."""
        encoding = self.headers.get("content-transfer-encoding", "").strip().lower()
        try:
            if encoding == "base64":
                return binascii.a2b_base64(self.body)
            return quopri.decodestring(self.body) if encoding == "quoted-printable" else self.body
        except (ValueError, binascii.Error):
            return self.body

    @property
    def text(self) -> str:
        """The content as text; what can't be read in its character set is replaced."""
        try:
            return self.content.decode(self.params.get("charset", "utf-8"), "replace")
        except (LookupError, ValueError):
            return self.content.decode("utf-8", "replace")

    def words(self, name: str) -> str:
        """A header with its encoded words read."""
        value = self.headers.get(name, "")
        try:
            return str(make_header(decode_header(value))) if "=?" in value else value
        except (HeaderParseError, LookupError, ValueError):
            return value


def parse(raw: bytes) -> Part:
    """The mail."""
    return _part(raw, 0, [_PARTS])


def headers_of(raw: bytes) -> dict[str, str]:
    """A block of headers: the first of each name, unfolded and cut."""
    found: dict[str, str] = {}
    for name, value in _PARSER.parsebytes(raw[:_HEAD]).raw_items():
        if name.lower() not in found:
            found[name.lower()] = " ".join(str(value)[:_VALUE].replace("\x00", "").split())
    return found


def _part(raw: bytes, depth: int, left: list[int]) -> Part:
    """`left` holds how many parts may still be made, for the whole mail."""
    left[0] -= 1
    if raw[:1] in (b"\r", b"\n"):
        head, body = b"", raw.lstrip(b"\r\n")
    else:
        ends = _HEAD_ENDS.search(raw, 0, _HEAD)
        head, body = (raw[: ends.end()], raw[ends.end() :]) if ends else (raw, b"")
    headers = headers_of(head)
    kind, params = _kind(headers.get("content-type", ""))
    pieces = _pieces(kind, params, body) if depth < _DEPTH else ()
    parts = tuple(_part(piece, depth + 1, left) for piece in pieces if left[0] > 0)
    return Part(headers, body, kind, params, parts)


def _pieces(kind: str, params: Mapping[str, str], body: bytes) -> tuple[bytes, ...]:
    if kind == "message/rfc822":
        return (body,)
    boundary = params.get("boundary", "")
    if not kind.startswith("multipart/") or not boundary:
        return ()
    line = re.escape(boundary.encode("utf-8", "replace"))
    splits = re.split(rb"(?:\A|\r?\n)--" + line + rb"(?:--)?[ \t]*(?=\r?\n|\Z)", body, maxsplit=_PARTS)
    return tuple(piece.removeprefix(b"\r").removeprefix(b"\n") for piece in splits[1:] if piece.strip())


def _kind(value: str) -> tuple[str, dict[str, str]]:
    message = Message()
    message["Content-Type"] = value or "text/plain"
    names = ("boundary", "charset", "report-type")
    found = {name: given for name in names if isinstance(given := message.get_param(name), str)}
    return message.get_content_type(), found
