"""Addresses in plain text: where one ends, which are ours, and that short ones are as long as their stand-in."""

import pytest
from pytest_django import Settings

from messaging.tracking.links import short_url
from messaging.tracking.tokens import InvalidToken, make_short, read_short
from workspaces.short_links import addresses_in, stand_in, with_short_links


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("See https://shop.example/a?b=1&c=2. Now!", ["https://shop.example/a?b=1&c=2"]),
        ("(https://shop.example/a_(b)), HTTP://x.example!", ["https://shop.example/a_(b)", "HTTP://x.example"]),
        ("“https://shop.example/ü”\nhttp://a.example", ["https://shop.example/ü", "http://a.example"]),
        ("shop.example and https:// and mailto:a@b.example", []),
    ],
)
def test_addresses_end_where_the_sentence_goes_on(text: str, found: list[str]) -> None:
    assert addresses_in(text) == found
    replaced = with_short_links(text, lambda url: "#")
    assert (replaced.count("#"), len(replaced)) == (len(found), len(text) - sum(map(len, found)) + len(found))


def test_our_own_pages_stay(settings: Settings) -> None:
    text = f"{settings.BASE_URL}/u/abc {settings.BASE_URL}/shop"
    assert with_short_links(text, str.upper) == f"{settings.BASE_URL}/u/abc {settings.BASE_URL.upper()}/SHOP"


@pytest.mark.parametrize("key", [1, (1 << 40) - 1, 1 << 40, (1 << 63) - 1])
def test_tokens_are_read_again_and_no_others(key: int) -> None:
    token = make_short(key, b"abcdefghijkl")
    assert read_short(token) == (key, b"abcdef")
    for other in (token[:-1], token + "A", ("B" if token[0] == "A" else "A") + token[1:], token[:-1] + "!", "ä" * 24):
        with pytest.raises(InvalidToken):
            read_short(other)


def test_a_stand_in_is_as_long_as_a_link() -> None:
    assert len(stand_in("https://shop.example")) == len(short_url(123_456_789, b"abcdefghijkl"))
