"""Segments of text messages, by the numbers of 3GPP TS 23.038 and 23.040."""

import pytest

from templates_app.rendering.segments import SegmentCount, count_segments


@pytest.mark.parametrize(
    ("text", "encoding", "units", "segments", "left"),
    [
        ("", "GSM-7", 0, 0, 160),
        ("a" * 160, "GSM-7", 160, 1, 0),
        ("a" * 161, "GSM-7", 161, 2, 145),
        ("a" * 306, "GSM-7", 306, 2, 0),
        ("a" * 307, "GSM-7", 307, 3, 152),
        ("ÄÖÜäöüßéΔ@£", "GSM-7", 11, 1, 149),
        ("€" * 80, "GSM-7", 160, 1, 0),
        ("€" * 81, "GSM-7", 162, 2, 143),  # 76 in the first: an escape is never parted from its character
        ("ж" * 70, "UCS-2", 70, 1, 0),
        ("ж" * 71, "UCS-2", 71, 2, 63),
        ("🎉" * 35, "UCS-2", 70, 1, 0),
        ("🎉" * 36, "UCS-2", 72, 2, 61),  # 33 in the first: a surrogate pair is never parted
        ("ç" + "a" * 70, "UCS-2", 71, 2, 63),  # small c with cedilla is not in the table, the capital is
        ("`", "UCS-2", 1, 1, 69),
    ],
)
def test_counts(text: str, encoding: str, units: int, segments: int, left: int) -> None:
    count = count_segments(text)
    assert (count.encoding, count.units, count.segments, count.left) == (encoding, units, segments, left)


def test_what_makes_a_message_ucs2_is_named_once() -> None:
    assert count_segments("“Hi” there… “you”").foreign == "“”…"
    assert count_segments("plain") == SegmentCount("GSM-7", 5, 1, 155, "")
