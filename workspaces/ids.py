"""Public ids: TypeIDs (prefix + UUID in Crockford base32), for UUID keys and for bigint rows.

Nothing here reads the database; models say their prefix and get `public_id` from `workspaces.tenancy`.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from functools import lru_cache
from uuid import UUID

import uuid_utils

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_VALUES = {char: value for value, char in enumerate(ALPHABET)}
# Two characters at a time take half of the time, and answers with a thousand ids are common.
_PAIRS = tuple(high + low for high in ALPHABET for low in ALPHABET)
_SUFFIX_LENGTH = 26
_MAX_ROW_ID = (1 << 62) - 1
# The last twelve characters of a row's id say the lower part of its number, whatever the moment.
_LOW_BITS = 60


class InvalidId(ValueError):
    """The text is neither a TypeID of the wanted prefix nor a UUID."""


def uuid7() -> UUID:
    """A new UUIDv7 (RFC 9562): sortable by creation time, which keeps primary key inserts at the index's right edge."""
    return UUID(int=uuid_utils.uuid7().int)


def uuid7_text() -> str:
    """As `uuid7`, spelled at once: for rows that go into the database by the thousand."""
    return str(uuid_utils.uuid7())


def distinct(ids: Iterable[UUID]) -> Collection[UUID]:
    """Each once, in their order. By their numbers: a UUID takes ten times as long to look up."""
    return {value.int: value for value in ids}.values()


def encode(prefix: str, value: UUID) -> str:
    """`("cmp", UUID)` → `cmp_01h455vb4pex5vsknk084sn02q` (TypeID specification 0.3)."""
    return f"{prefix}_{_base32(value.int, _SUFFIX_LENGTH)}"


def decode(prefix: str, text: str) -> UUID:
    """The UUID of a TypeID or of a plain UUID.

    Raises InvalidId for another prefix, a malformed suffix, or anything that is not text.
    """
    if not isinstance(text, str):
        raise InvalidId(f"expected an id like {prefix}_…, got {type(text).__name__}")
    head, separator, suffix = text.rpartition("_")
    if not separator:
        return _plain_uuid(prefix, text)
    if head != prefix:
        raise InvalidId(f"expected an id that starts with {prefix}_, got {text[:40]!r}")
    return UUID(int=_decode_suffix(prefix, suffix))


def plain(public_id: str) -> UUID:
    """The UUID of a TypeID, whatever its prefix. Raises InvalidId."""
    return decode(public_id.rpartition("_")[0], public_id)


def encode_row(prefix: str, row_id: int, created_at: datetime) -> str:
    """The TypeID of a bigint row: a UUIDv7 made of the row's creation millisecond and its key.

    High-volume rows need no second, random key and index for this; see ADR 0005.
    """
    low = row_id & ((1 << _LOW_BITS) - 1)
    return _row_head(prefix, row_id >> _LOW_BITS, created_at) + _base32(low, 12)


def decode_row(prefix: str, text: str) -> int:
    """The bigint key inside a TypeID made by `encode_row`. Raises InvalidId."""
    number = decode(prefix, text).int
    if (number >> 64) & 0xFFFF != 0x7000 or (number >> 62) & 3 != 2:
        raise InvalidId(f"{text[:60]!r} is not an id of ours")
    return number & _MAX_ROW_ID


@lru_cache(maxsize=1_024)
def _row_head(prefix: str, high: int, created_at: datetime) -> str:
    """What ids of rows of one moment begin with."""
    milliseconds = int(created_at.timestamp() * 1000) & ((1 << 48) - 1)
    number = (milliseconds << 80) | (7 << 76) | (2 << 62)
    return f"{prefix}_{_base32((number >> _LOW_BITS) | high, _SUFFIX_LENGTH - 12)}"


def _base32(number: int, length: int) -> str:
    """`length` characters, an even number of them."""
    pairs = [_PAIRS[(number >> shift) & 1023] for shift in range(5 * length - 10, -1, -10)]
    return "".join(pairs)


def _plain_uuid(prefix: str, text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise InvalidId(f"expected an id like {prefix}_… or a UUID, got {text[:40]!r}") from None


def _decode_suffix(prefix: str, suffix: str) -> int:
    if len(suffix) != _SUFFIX_LENGTH or suffix[0] > "7":
        raise InvalidId(f"the part after {prefix}_ must be {_SUFFIX_LENGTH} base32 characters")
    number = 0
    for char in suffix:
        value = _VALUES.get(char)
        if value is None:
            raise InvalidId(f"{char!r} is not a base32 character of an id")
        number = (number << 5) | value
    return number
