"""Array literals: PostgreSQL reads back what was written, whatever it is."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.db import connection
from hypothesis import example, given, settings
from hypothesis import strategies as st

from messaging.delivery.arrays import bytes_array, few_array, plain_array, text_array

pytestmark = pytest.mark.django_db
TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=30)


def read_back(literal: str, kind: str) -> list[object]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT %s::{kind}[]", [literal])
        return list(cursor.fetchone()[0])


@settings(max_examples=60)
@given(values=st.lists(TEXT, max_size=6))
@example(values=["", "NULL", "null", '"', "\\", "{", "}", ",", " a ", "\n\t", "it's", "😀", '\\"'])
@example(values=["", ""])
@example(values=[])
def test_texts(values: list[str]) -> None:
    assert read_back(text_array(values), "text") == values


def test_plain_values() -> None:
    ids = [uuid4(), None, uuid4()]
    moments = [None, datetime(2026, 11, 20, 10, 30, 1, 5, UTC)]
    assert read_back(plain_array([1, -2, 2**62]), "bigint") == [1, -2, 2**62]
    assert read_back(plain_array(ids), "uuid") == ids
    assert read_back(few_array(ids * 2), "uuid") == ids * 2
    assert read_back(few_array([]), "uuid") == []
    assert read_back(plain_array(moments), "timestamptz") == moments
    assert read_back(plain_array([]), "bigint") == []


def test_bytes() -> None:
    values = [b"", b"\x00\xff", b'"\\{},NULL', bytes(range(256))]
    assert read_back(bytes_array(values), "bytea") == values
    assert read_back(bytes_array([]), "bytea") == []
