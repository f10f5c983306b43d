"""Ids and texts as PostgreSQL array literals."""

from collections.abc import Iterable, Sequence
from uuid import UUID


def uuid_array(ids: Iterable[UUID]) -> str:
    """`{…,…}`, for a parameter that the statement casts to uuid[].

    psycopg adapts each element of a list by itself, which for thousands of ids takes longer than the statement.
    """
    return f"{{{','.join(map(str, ids))}}}"


def text_array(texts: Sequence[str]) -> str:
    """`{"…","…"}`, for a parameter that the statement casts to text[]; for the same reason."""
    if not texts:
        return "{}"
    # No text holds what stands between two of them here: NUL can't be stored anyway.
    joined = "\x00".join(texts).replace("\\", "\\\\").replace('"', '\\"').replace("\x00", '","')
    return f'{{"{joined}"}}'
