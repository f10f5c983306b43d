"""What is kept of answers: by path, bounded, and always something that PostgreSQL can hold."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.webhooks.keeping import MAX_VALUE, kept_of

BODY = json.dumps({"a": {"b": [{"c": 1}, True]}, "text": "x" * 2_000, "list": list(range(1_000)), "null": None})


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("a.b.0.c", 1),
        ("a.b.1", True),
        ("a.b", [{"c": 1}, True]),
        ("a.b.2", None),
        ("a.b.-1", None),
        ("a.b.x", None),
        ("a.b.0.c.d", None),
        ("gone", None),
        ("null", None),
        ("text", "x" * MAX_VALUE),
        ("list", None),
        ("list.999", 999),
    ],
)
def test_a_value_is_found_by_its_path(path: str, value: object) -> None:
    assert kept_of(BODY, {"v": path}) == {"v": value}


@pytest.mark.parametrize("body", ["", "no json", "[" * 100_000, '{"v": 1e999}', '{"v": NaN}', '"v"', "7", "9" * 5_000])
def test_where_there_is_nothing_there_is_null(body: str) -> None:
    assert kept_of(body, {"v": "v"}) == {"v": None}
    assert kept_of(body, {}) == {}


def test_what_jsonb_refuses_is_left_out() -> None:
    body = r'{"v": "a\u0000b\ud800", "o": {"k\u0000": ["\ud800", "\\u0000"]}}'
    assert kept_of(body, {"v": "v", "o": "o"}) == {"v": "ab?", "o": {"k": ["?", "\\u0000"]}}


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_whatever_is_answered_fits(value: object) -> None:
    kept = kept_of(json.dumps({"v": value}), {"v": "v"})
    text = json.dumps(kept, allow_nan=False, ensure_ascii=False)
    text.encode()
    assert len(text) < 7 * MAX_VALUE
