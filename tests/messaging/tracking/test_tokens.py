"""Tokens: only what was made here, for this purpose, is read."""

from base64 import urlsafe_b64encode

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from messaging.tracking.links import links_in, with_tracking
from messaging.tracking.tokens import (
    InvalidToken,
    Purpose,
    make,
    make_folded,
    read,
    read_carrying,
    read_folded,
    read_short,
)

IDS = st.integers(min_value=1, max_value=2**63 - 1)


@given(message_id=IDS, extra=st.text())
def test_a_token_reads_as_what_it_was_made_of(message_id: int, extra: str) -> None:
    token = make(Purpose.CLICK, message_id, extra)
    assert len(token) == 32
    assert read(Purpose.CLICK, token, extra) == message_id
    for wrong in (Purpose.OPEN, Purpose.UNSUBSCRIBE):
        with pytest.raises(InvalidToken):
            read(wrong, token, extra)
    with pytest.raises(InvalidToken):
        read(Purpose.CLICK, token, extra + "x")


@given(message_id=IDS)
def test_a_token_for_mail_addresses_reads_in_any_case(message_id: int) -> None:
    token = make_folded(Purpose.RETURN, message_id)
    assert (len(token), token) == (32, token.lower())
    assert read_folded(Purpose.RETURN, token.upper()) == message_id
    for purpose, wrong in ((Purpose.LEAVE, token), (Purpose.RETURN, token[:-8]), (Purpose.RETURN, f"{token[:-1]}1")):
        with pytest.raises(InvalidToken):
            read_folded(purpose, wrong)


@given(message_id=IDS, carried=st.binary(min_size=12, max_size=12))
def test_a_token_gives_back_what_it_carries(message_id: int, carried: bytes) -> None:
    token = make(Purpose.LINK, message_id, carried=carried)
    assert len(token) == 48
    assert read_carrying(Purpose.LINK, token, 12) == (message_id, carried)
    for purpose, size in ((Purpose.CLICK, 12), (Purpose.LINK, 0), (Purpose.LINK, 9)):
        with pytest.raises(InvalidToken):
            read_carrying(purpose, token, size)


@given(message_id=IDS, place=st.integers(0, 31), character=st.sampled_from("ABCxyz019-_"))
def test_a_changed_token_is_refused(message_id: int, place: int, character: str) -> None:
    token = make(Purpose.UNSUBSCRIBE, message_id)
    changed = token[:place] + character + token[place + 1 :]
    if changed != token:
        with pytest.raises(InvalidToken):
            read(Purpose.UNSUBSCRIBE, changed)


@given(garbage=st.text(max_size=64))
@example("0000" + ":" * 28)
@example("AAAAAAAAALI=" + ":" * 20)
def test_garbage_is_refused(garbage: str) -> None:
    with pytest.raises(InvalidToken):
        read(Purpose.UNSUBSCRIBE, garbage)
    with pytest.raises(InvalidToken):
        read_short(garbage)


def test_a_proof_of_no_bytes_proves_nothing() -> None:
    for size, length in ((0, 32), (12, 48)):
        key = urlsafe_b64encode((178).to_bytes(8, "big") + bytes(size)).decode()
        with pytest.raises(InvalidToken):
            read_carrying(Purpose.LINK, key.ljust(length, ":"), size)
    with pytest.raises(InvalidToken):
        read_short(":" * 24)


def test_tokens_outlive_a_rotated_key(settings: Settings) -> None:
    token = make(Purpose.UNSUBSCRIBE, 7)
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another key"
    with pytest.raises(InvalidToken):
        read(Purpose.UNSUBSCRIBE, token)
    settings.SECRET_KEY_FALLBACKS = [old]
    assert read(Purpose.UNSUBSCRIBE, token) == 7


def test_links_are_led_over_us_and_a_pixel_ends_the_body() -> None:
    html = (
        '<body><a class="b" href="https://shop.example/?a=1&amp;b=2">x</a>'
        "<a href='http://shop.example/'>y</a><a href=\"mailto:a@b.example\">z</a></body></html>"
    )
    tracked = with_tracking(html, 5, opens=True, link=lambda url: f"[{url}]")
    assert '<a class="b" href="[https://shop.example/?a=1&amp;b=2]">x</a>' in tracked
    assert '<a href="[http://shop.example/]">y</a>' in tracked
    assert '<a href="mailto:a@b.example">z</a>' in tracked
    assert '.gif" width="1" height="1" alt=""></body></html>' in tracked
    assert with_tracking(html, 5, opens=False, link=None) == html


def test_our_own_unsubscribe_link_stays_direct(settings: Settings) -> None:
    html = f'<a href="{settings.BASE_URL}/u/abc">no more</a>'
    assert with_tracking(html, 5, opens=False, link=str.upper) == html


def test_links_of_a_source_are_those_that_no_contact_changes() -> None:
    source = (
        '<a href="https://a.example/?x=1&amp;y=2">a</a><a href="https://b.example/{{ contact.id }}">b</a>'
        "<a href='https://c.example/{% if contact.score %}1{% endif %}'>c</a>"
    )
    assert links_in(source) == {"https://a.example/?x=1&y=2"}
