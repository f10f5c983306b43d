"""Tags of links: put on before the fragment, never twice, and nothing else of an address changes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workspaces.link_tags import LinkTags, stored_tags, tagged, tags_of

TAGS = (("utm_source", "news letter"), ("utm_medium", "e&mail"))
ADDED = "utm_source=news%20letter&utm_medium=e%26mail"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.example", f"https://a.example?{ADDED}"),
        ("https://a.example/x?b=1&c=%20+", f"https://a.example/x?b=1&c=%20+&{ADDED}"),
        ("https://a.example/x?", f"https://a.example/x?{ADDED}"),
        ("https://a.example/x??", f"https://a.example/x??&{ADDED}"),
        ("https://a.example/x?b&", f"https://a.example/x?b&{ADDED}"),
        ("https://a.example/x#part?no=1", f"https://a.example/x?{ADDED}#part?no=1"),
        ("https://a.example/x?b=1#", f"https://a.example/x?b=1&{ADDED}#"),
        ("HTTP://a.example", f"HTTP://a.example?{ADDED}"),
        ("https://a.example?utm_source=mine", "https://a.example?utm_source=mine&utm_medium=e%26mail"),
        ("https://a.example?UTM_SOURCE=&utm_medium", "https://a.example?UTM_SOURCE=&utm_medium"),
        ("https://a.example?x=utm_source", f"https://a.example?x=utm_source&{ADDED}"),
        ("mailto:a@a.example?subject=x", "mailto:a@a.example?subject=x"),
        ("tel:+43664", "tel:+43664"),
        ("#top", "#top"),
        ("https://[broken", "https://[broken"),
    ],
)
def test_addresses(url: str, expected: str) -> None:
    assert tagged(url, TAGS) == expected


@given(st.text(alphabet="abc/?#&=;%+ü[]:", max_size=30))
def test_twice_is_as_good_as_once_and_nothing_is_lost(rest: str) -> None:
    once = tagged(f"https://a.example/{rest}", TAGS)
    assert tagged(once, TAGS) == once
    assert once.partition("#")[2] == f"https://a.example/{rest}".partition("#")[2]


def test_narrower_settings_go_before_wider_ones_and_words_are_filled_in() -> None:
    words = {"campaign": "Spring", "template": "Mail {step}", "step": "First"}
    assert tags_of(
        {"source": "news", "medium": "email", "term": "x"},
        {"campaign": "{campaign}-2"},
        {"content": "{template}", "medium": "mail", "term": ""},
        words=words,
    ) == (
        ("utm_source", "news"),
        ("utm_medium", "mail"),
        ("utm_campaign", "Spring-2"),
        ("utm_content", "Mail First"),
    )
    assert tags_of({}, words=words) == ()


@pytest.mark.parametrize(
    "value", [None, "x", [], {"source": 5}, {"sauce": "x"}, {"source": "a\nb"}, {"source": "x" * 201}]
)
def test_what_is_no_such_thing_is_none(value: object) -> None:
    assert stored_tags(value) == {}


def test_only_what_is_set_is_given() -> None:
    assert LinkTags(source=" news ", term="").given() == {"source": "news", "term": ""}
