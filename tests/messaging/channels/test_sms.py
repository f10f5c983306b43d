"""Telephone numbers, and what may stand as the sender of a text message."""

import pytest

from messaging.channels.base import UnusableAddress
from messaging.channels.registry import CHANNELS
from messaging.channels.sms import phone_number

SMS = CHANNELS["sms"]


@pytest.mark.parametrize("text", ["+436641234567", "+43 664 123-45.67", " +43 (664) 1234567 "])
def test_numbers_are_brought_into_one_form(text: str) -> None:
    assert phone_number(text) == "+436641234567"


@pytest.mark.parametrize(
    "text", ["", "06641234567", "+0664123456", "+43", "+4366412345678901", "+43x", "＋436641234567"]
)
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(UnusableAddress):
        phone_number(text)


@pytest.mark.parametrize(
    ("text", "sender"),
    [
        ("+1 555 010 0000", "+15550100000"),
        ("12345", "12345"),
        ("Campanile", "Campanile"),
        ("Bäcker", None),
        ("MG" + "0a" * 16, "MG" + "0a" * 16),
        ("12 letters ok", None),
        ("a\nb", None),
    ],
)
def test_senders(text: str, sender: str | None) -> None:
    if sender is None:
        with pytest.raises(UnusableAddress):
            SMS.from_address(text)
    else:
        assert SMS.from_address(text) == sender
