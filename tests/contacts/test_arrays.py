"""Literals of arrays come out of PostgreSQL as what they were made of."""

from uuid import UUID

import pytest
from django.db import connection

from contacts.arrays import text_array, uuid_array


@pytest.mark.django_db
@pytest.mark.parametrize(
    "texts",
    [
        [],
        [""],
        ["", ""],
        ["ann@example.com", "bob@example.com"],
        ['a"b', "a\\b", "\\", '"', '\\"', '","', "{}", "{a,b}", "NULL", "null"],
        [" blanks around ", "a\tb\nc", "ünï\U0001f600", "'"],
    ],
)
def test_texts_come_back(texts: list[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::text[]", [text_array(texts)])
        assert cursor.fetchone() == (texts,)


@pytest.mark.django_db
@pytest.mark.parametrize("ids", [[], [UUID(int=1)], [UUID(int=1), UUID(int=2**128 - 1)]])
def test_ids_come_back(ids: list[UUID]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::uuid[]", [uuid_array(ids)])
        assert cursor.fetchone() == (ids,)
