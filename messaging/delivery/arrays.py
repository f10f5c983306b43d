"""PostgreSQL array literals. One text per array: psycopg adapts a list element by element, which costs more than the
statement that it is for."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

# A backslash is doubled between quotes.
_HEX, _END = '"\\\\x', '"'


def plain_array(values: Iterable[int | UUID | date | Decimal | None]) -> str:
    """Of values whose text can hold neither quotes nor backslashes nor commas."""
    return f"{{{','.join(['NULL' if value is None else str(value) for value in values])}}}"


def few_array(values: Iterable[UUID | None]) -> str:
    """Of a few UUIDs over and over: a text is looked up by its number ten times as fast as it is made."""
    numbers = [None if value is None else value.int for value in values]
    texts = {number: "NULL" if number is None else str(UUID(int=number)) for number in set(numbers)}
    return f"{{{','.join([texts[number] for number in numbers])}}}"


def text_array(values: Sequence[str]) -> str:
    """Of any text that PostgreSQL can store."""
    if not values:
        return "{}"
    joined = '","'.join(values)
    if "\\" not in joined and joined.count('"') == 2 * (len(values) - 1):
        # Most arrays have nothing to escape in any of their texts.
        return f'{{"{joined}"}}'
    return f"{{{','.join([_quoted(value) for value in values])}}}"


def bytes_array(values: Iterable[bytes]) -> str:
    """Of bytes, in PostgreSQL's hex form."""
    return f"{{{','.join([_HEX + value.hex() + _END for value in values])}}}"


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
