"""Header lines that nothing can be injected into: unstructured text and mailboxes (RFC 5322, RFC 2047).

The email package's policies do the same a hundred times slower; tests parse what is built here with it.
"""

import re
from base64 import b64encode
from collections.abc import Iterator

MAX_LINE = 76
_WRAPPING = len("=?utf-8?b??=")
_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?: [A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*\Z")


def one_line(text: str) -> str:
    """Text without anything that could end a line; line ends and control characters become blanks."""
    # Nearly every text is printable, and this finds that out sooner than the pattern.
    return (text if text.isprintable() else _UNSAFE.sub(" ", text)).strip()


def unstructured(name: str, value: str) -> bytes:
    """A whole header line such as Subject, folded, with its line end."""
    text = one_line(value)
    shown = _folded(text, MAX_LINE - len(name) - 2) if _is_plain(text) else None
    return f"{name}: {_encoded(text, len(name) + 2) if shown is None else shown}\r\n".encode("ascii")


def mailbox(name: str, address: str) -> str:
    """`"Sales, Inc." <sales@example.com>`; the address must be ASCII and free of blanks (see channels.email)."""
    text = one_line(name)
    if not text:
        return address
    if len(text) <= 60 and _is_plain(text):
        shown = text if _ATOMS.match(text) else '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
    else:
        shown = _encoded(text, len("Reply-To: "))
    return f"{shown}\r\n <{address}>" if len(shown) + len(address) > MAX_LINE - 15 else f"{shown} <{address}>"


def _is_plain(text: str) -> bool:
    """Printable ASCII that no reader takes for an encoded word."""
    return "=?" not in text and text.isascii() and text.isprintable()


def _folded(text: str, room: int) -> str | None:
    """Plain text in lines broken at single blanks; None when that can't be done without changing it."""
    if len(text) <= room:
        return text
    lines = [""]
    for word in text.split(" "):
        if not word or len(word) >= MAX_LINE:
            return None
        if lines[-1] and len(lines[-1]) + 1 + len(word) > room:
            lines.append(word)
            room = MAX_LINE - 1
        else:
            lines[-1] = f"{lines[-1]} {word}" if lines[-1] else word
    return "\r\n ".join(lines)


def _encoded(text: str, indent: int) -> str:
    """As encoded words, one to a line; `indent` characters already stand on the first one."""
    return "\r\n ".join(f"=?utf-8?b?{b64encode(part).decode('ascii')}?=" for part in _chunks(text, indent))


def _chunks(text: str, indent: int) -> Iterator[bytes]:
    """The text as UTF-8 in pieces whose words fit their lines, and that never cut a character in two."""
    data = text.encode("utf-8", "replace")
    start = 0
    while start < len(data):
        end = min(start + (MAX_LINE - _WRAPPING - indent) // 4 * 3, len(data))
        indent = 1
        while end < len(data) and data[end] & 0xC0 == 0x80:
            end -= 1
        yield data[start:end]
        start = end
