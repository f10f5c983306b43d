"""Text as quoted-printable (RFC 2045, 6.7), by C helpers, and what was encoded before remembered."""

import binascii
from functools import lru_cache

_LONGEST_KNOWN = 4_096
# A longer line may hold values of the contact and much that is the same for everybody.
_LONG_LINE = 300
_CELL = "<td"
_LONGEST_ENCODED = 76


def quoted_printable(text: str) -> bytes:
    """The text in lines of at most 76 characters; ends with a line end."""
    whole = text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n")
    if len(whole) <= _LONG_LINE:
        # Encoding so little at once takes less than finding out which of its lines are known.
        return _encoded_line(whole.replace("\n", "\r\n"))
    lines = whole.split("\n")
    return b"".join([_known_line(line) if len(line) <= _LONG_LINE else _in_cells(line) for line in lines])


def continued(text: str) -> bytes:
    """A piece of text, whose line ends are \\n, that others follow: its last line goes on after a soft line break."""
    if not text:
        return b""
    if text.isalnum() and text.isascii() and len(text) < _LONGEST_ENCODED:
        return text.encode("ascii") + b"=\r\n"
    if text.endswith("\n"):
        return quoted_printable(text)
    encoded = _encoded_line(text.replace("\n", "\r\n") if "\n" in text else text)[:-2]
    if len(encoded) - encoded.rfind(b"\n") - 1 == _LONGEST_ENCODED:
        # The last character of a line may stand where others have the sign that the line goes on.
        last = 3 if encoded[-3:-2] == b"=" else 1
        encoded = encoded[:-last] + b"=\r\n" + encoded[-last:]
    return encoded + b"=\r\n"


def ended(pieces: bytes) -> bytes:
    """What `continued` made of one or more pieces, with a line end in place of the last soft line break."""
    if pieces.endswith(b"=\r\n"):
        return pieces[:-3] + b"\r\n"
    return pieces or b"\r\n"


def _in_cells(line: str) -> bytes:
    """A long line, encoded cell by cell with soft line breaks between: of most, the same was encoded before."""
    pieces = line.split(_CELL)
    last = pieces.pop()
    if not pieces:
        return _known_line(line) if len(line) <= _LONGEST_KNOWN else _encoded_line(line)
    encoded = [_known_piece(piece) if len(piece) <= _LONGEST_KNOWN else _encoded_piece(piece) for piece in pieces]
    encoded.append(_known_line(last) if len(last) <= _LONGEST_KNOWN else _encoded_line(last))
    return b"".join(encoded)


def _encoded_piece(piece: str) -> bytes:
    """What stands before a cell, and how that one begins."""
    return continued(piece + _CELL)


def _encoded_line(line: str) -> bytes:
    # b2a_qp takes the kind of its soft line breaks from the first line end that it sees.
    return binascii.b2a_qp(f"{line}\r\n".encode("utf-8", "replace"), istext=True)


# Most lines of a mail are the same for every contact.
_known_line = lru_cache(maxsize=4_096)(_encoded_line)
_known_piece = lru_cache(maxsize=4_096)(_encoded_piece)
