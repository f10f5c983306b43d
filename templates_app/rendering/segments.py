"""How many parts a text message has: GSM 03.38 characters where all fit, UCS-2 otherwise (3GPP TS 23.038, 23.040).

A message of several parts loses some room in each to the header that joins them, and no character is cut in two.
"""

from dataclasses import dataclass
from typing import Literal

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
# Each takes two places: an escape, and a character of the second table.
_EXTENSION = frozenset("\f^{}\\[~]|€")
_ROOM = {"GSM-7": (160, 153), "UCS-2": (70, 67)}


@dataclass(frozen=True, slots=True)
class SegmentCount:
    """`units` are septets or 16-bit units; `left` is the room in the last segment; `foreign` what made it UCS-2."""

    encoding: Literal["GSM-7", "UCS-2"]
    units: int
    segments: int
    left: int
    foreign: str


def count_segments(text: str) -> SegmentCount:
    """The segments of a text message; an empty one has none."""
    foreign = "".join(dict.fromkeys(character for character in text if character not in _BASIC | _EXTENSION))
    encoding: Literal["GSM-7", "UCS-2"] = "UCS-2" if foreign else "GSM-7"
    widths = [_width(character, encoding) for character in text]
    alone, joined = _ROOM[encoding]
    units = sum(widths)
    if units <= alone:
        return SegmentCount(encoding, units, 1 if units else 0, alone - units, foreign[:20])
    segments, used = 1, 0
    for width in widths:
        if used + width > joined:
            segments, used = segments + 1, 0
        used += width
    return SegmentCount(encoding, units, segments, joined - used, foreign[:20])


def _width(character: str, encoding: str) -> int:
    if encoding == "GSM-7":
        return 2 if character in _EXTENSION else 1
    return 2 if ord(character) > 0xFFFF else 1
