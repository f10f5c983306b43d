import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rest_framework.exceptions import ParseError

from workspaces.api.parsers import MAX_BYTES, MAX_DEPTH, StrictJSONParser
from workspaces.api.problems import PayloadTooLarge
from workspaces.errors import InvalidInput


def parse(raw: bytes):
    return StrictJSONParser().parse(io.BytesIO(raw))


texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
)


@given(values)
def test_what_can_be_stored_is_read(value):
    assert parse(json.dumps(value).encode()) == value
    assert parse(json.dumps(value, ensure_ascii=False).encode()) == value


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(raw):
    try:
        json.dumps(parse(raw)).encode()
    except (ParseError, InvalidInput):
        pass


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"", "The body is not JSON: Expecting value at line 1, column 1."),
        (b'{"a" 1}', "The body is not JSON: Expecting ':' delimiter at line 1, column 6."),
        (b'{"a": 1\n "b"}', "The body is not JSON: Expecting ',' delimiter at line 2, column 2."),
        (b"name=x", "The body is not JSON: Expecting value at line 1, column 1."),
        (b'{"a": "\xff"}', "The body is not UTF-8: byte 7 can't be read."),
        (b"\xef\xbb\xbf{}", "The body is not JSON: Unexpected UTF-8 BOM (decode using utf-8-sig) at line 1, column 1."),
        (b'{"a": NaN}', "The body is not acceptable JSON: NaN is not a JSON number."),
        (b'{"a": -Infinity}', "The body is not acceptable JSON: -Infinity is not a JSON number."),
        (b'{"a": 1, "b": 2, "a": 3}', "The body is not acceptable JSON: the name 'a' stands twice in one object."),
        (b"[" * 100_000, f"The body is nested deeper than {MAX_DEPTH} levels."),
    ],
)
def test_a_body_that_is_no_json_says_where(raw, message):
    with pytest.raises(ParseError) as refused:
        parse(raw)
    assert str(refused.value) == message


@pytest.mark.parametrize(
    ("body", "field", "message"),
    [
        ('{"a": {"b": ["x", "y\\u0000"]}}', "a.b[1]", "holds a NUL character, which can't be stored"),
        ('{"a": "\\ud800"}', "a", "holds half of a surrogate pair, which is no character"),
        ('{"a": {"\\u0000": 1}}', "a", "a name in it holds a NUL character, which can't be stored"),
        ('"\\u0000"', "body", "holds a NUL character, which can't be stored"),
        ('{"a": 1e999}', "a", "the number is too large"),
        (
            '{"a": ' + "[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1) + "}",
            "a" + "[0]" * 26 + "[",
            "nested deeper than 64 levels",
        ),
    ],
)
def test_what_no_column_holds_is_named(body, field, message):
    with pytest.raises(InvalidInput) as refused:
        parse(body.encode())
    (detail,) = refused.value.details
    assert (detail.field[:80], detail.message) == (field, message)


def test_a_pair_of_surrogates_is_a_character():
    assert parse(b'"\\ud83d\\ude00"') == "\N{GRINNING FACE}"


def test_the_depth_that_is_allowed_is_read():
    body = "[" * MAX_DEPTH + "]" * MAX_DEPTH
    assert parse(body.encode()) == json.loads(body)


def test_a_huge_number_of_digits_is_refused():
    with pytest.raises(ParseError, match="not acceptable JSON"):
        parse(b"9" * 5_000)


def test_a_body_is_never_read_beyond_its_limit():
    stream = io.BytesIO(b" " * (MAX_BYTES + 1000))
    with pytest.raises(PayloadTooLarge):
        StrictJSONParser().parse(stream)
    assert stream.tell() == MAX_BYTES + 1
