"""Turning template values into text, and measuring them, within bounds. Shared by the filters and the output nodes."""

import re
from collections.abc import Mapping
from html import unescape

from liquid.exceptions import FilterError, ResourceLimitError

from templates_app.rendering.limits import MAX_INTEGER_BITS, MAX_ITEMS, MAX_VALUE

_SCHEME = re.compile(r"([a-z][a-z0-9+.\-]*):", re.IGNORECASE)
_INVISIBLE = re.compile(r"[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028\u2029\ufeff]")
# Links that lead nowhere, for previews: they must not unsubscribe anybody.
PREVIEW_LINK = "#preview"
SAFE_SCHEMES = frozenset({"http", "https", "mailto", "tel", "sms", "cid"})


def text_of(value: object) -> str:
    """A value as a reader should see it: lists joined, nothing and objects empty, booleans in lower case."""
    if isinstance(value, str):
        return value
    if value is None or isinstance(value, Mapping):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple | range):
        return _joined(value)
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


def _joined(items: list[object] | tuple[object, ...] | range) -> str:
    parts, size = [], 0
    for item in items:
        part = "" if isinstance(item, list | tuple) else text_of(item)
        size += len(part)
        require_length(size)
        parts.append(part)
    return "".join(parts)


def require_length(size: int) -> None:
    """Raises ResourceLimitError when a value would be longer than a template may make one."""
    if size > MAX_VALUE:
        raise ResourceLimitError(f"a value would be longer than {MAX_VALUE:,} characters", token=None)


def bounded(value: object) -> object:
    """The value itself, when a filter may produce it. Raises ResourceLimitError or FilterError."""
    if isinstance(value, str):
        require_length(len(value))
    elif isinstance(value, list | tuple):
        if len(value) > MAX_ITEMS:
            raise ResourceLimitError(f"a list would have more than {MAX_ITEMS:,} items", token=None)
    elif isinstance(value, int) and value.bit_length() > MAX_INTEGER_BITS:
        raise FilterError("a number grew too large", token=None)
    return value


def weight(value: object) -> int:
    """Roughly the characters that a value holds: what working on it, or keeping it, costs."""
    if isinstance(value, str):
        return len(value)
    if isinstance(value, list | tuple):
        return len(value) * 8 + sum(len(item) for item in value if isinstance(item, str))
    return 1


def safe_url(text: str) -> str:
    """The text, or `#` where its scheme could run code in a page that shows the mail."""
    if text.startswith(("https:", "http:")):
        return text
    match = _SCHEME.match(_INVISIBLE.sub("", unescape(text)))
    if match is not None and match[1].lower() not in SAFE_SCHEMES:
        return "#"
    return text
