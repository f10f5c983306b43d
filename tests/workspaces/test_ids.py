import re
from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workspaces.ids import InvalidId, decode, decode_row, encode, encode_row, uuid7

prefixes = st.from_regex(r"[a-z]{1,8}", fullmatch=True)
moments = st.integers(86_400, 7_000_000_000).map(lambda second: datetime.fromtimestamp(second, UTC))


@given(prefixes, st.uuids())
def test_every_uuid_comes_back(prefix, value):
    assert decode(prefix, encode(prefix, value)) == value


@given(prefixes, st.uuids())
def test_a_plain_uuid_is_an_id_too(prefix, value):
    assert decode(prefix, str(value)) == value


@given(st.integers(1, 2**62 - 1), moments)
def test_every_row_comes_back(row_id, created_at):
    text = encode_row("exe", row_id, created_at)
    assert decode_row("exe", text) == row_id
    assert decode("exe", text).version == 7


@given(st.integers(1, 2**62 - 1), moments)
def test_a_row_has_the_id_of_the_uuid_that_it_stands_for(row_id, created_at):
    milliseconds = int(created_at.timestamp() * 1000)
    whole = UUID(int=(milliseconds << 80) | (7 << 76) | (2 << 62) | row_id)
    assert encode_row("evt", row_id, created_at) == encode("evt", whole)


@given(st.text(max_size=40))
def test_any_text_is_an_id_or_refused(text):
    try:
        value = decode("cmp", text)
    except InvalidId:
        return
    assert decode("cmp", encode("cmp", value)) == value


def test_the_published_example_of_the_specification():
    value = UUID("0188bac7-4afa-78aa-bc3b-bd1eef28d881")
    assert encode("prefix", value) == "prefix_01h2xcejqtf2nbrexx3vqjhp41"
    assert decode("prefix", "prefix_01h2xcejqtf2nbrexx3vqjhp41") == value


def test_ids_sort_by_their_time():
    ids = [encode("cmp", uuid7()) for _ in range(50)]
    assert ids == sorted(ids)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "expected an id like cmp_… or a UUID, got ''"),
        ("cmp", "expected an id like cmp_… or a UUID, got 'cmp'"),
        ("ct_01h2xcejqtf2nbrexx3vqjhp41", "expected an id that starts with cmp_, got 'ct_01h2xcejqtf2nbrexx3vqjhp41'"),
        ("_01h2xcejqtf2nbrexx3vqjhp41", "expected an id that starts with cmp_, got '_01h2xcejqtf2nbrexx3vqjhp41'"),
        ("cmp_01h2xcejqtf2nbrexx3vqjhp4", "the part after cmp_ must be 26 base32 characters"),
        ("cmp_01h2xcejqtf2nbrexx3vqjhp411", "the part after cmp_ must be 26 base32 characters"),
        ("cmp_81h2xcejqtf2nbrexx3vqjhp41", "the part after cmp_ must be 26 base32 characters"),
        ("cmp_01h2xcejqtf2nbrexx3vqjhp4u", "'u' is not a base32 character of an id"),
        ("cmp_01H2XCEJQTF2NBREXX3VQJHP41", "'H' is not a base32 character of an id"),
        ("cmp_01h2xcejqtf2nbrexx3vqjhp4\x00", "'\\x00' is not a base32 character of an id"),
    ],
)
def test_bad_ids_say_what_is_wrong(text, message):
    with pytest.raises(InvalidId, match=f"^{re.escape(message)}$"):
        decode("cmp", text)


def test_something_that_is_not_text_is_refused():
    with pytest.raises(InvalidId, match="expected an id like cmp_…, got int"):
        decode("cmp", 7)  # type: ignore[arg-type]


@pytest.mark.parametrize("value", [UUID(int=0), UUID("0188bac7-4afa-78aa-bc3b-bd1eef28d881"), UUID(int=2**128 - 1)])
def test_a_uuid_that_no_row_has_is_refused(value):
    with pytest.raises(InvalidId, match="is not an id of ours"):
        decode_row("exe", encode("exe", value))
