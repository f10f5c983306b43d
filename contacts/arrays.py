"""Ids as PostgreSQL array literals."""

from collections.abc import Iterable
from uuid import UUID


def uuid_array(ids: Iterable[UUID]) -> str:
    """`{…,…}`, for a parameter that the statement casts to uuid[].

    psycopg adapts each element of a list by itself, which for thousands of ids takes longer than the statement.
    """
    return f"{{{','.join(map(str, ids))}}}"
