"""The parts of a template as Meta tells them: what its header holds, and which buttons have a place to fill."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from templates_app.rendering.whatsapp_places import MEDIA, places_in

Component = Mapping[str, Any]


def kind_of(part: Component) -> str:
    """HEADER, BODY, FOOTER, BUTTONS, … as Meta spells it in large letters."""
    return str(part.get("type", "")).upper()


def header_of(components: Iterable[Component]) -> tuple[str, str]:
    """("image", ""), ("text", its words) and the like; ("", "") where there is no header."""
    for part in components:
        if kind_of(part) == "HEADER":
            kind = str(part.get("format", "TEXT")).lower()
            return kind, str(part.get("text", "")) if kind == "text" else ""
    return "", ""


def buttons_of(components: Iterable[Component]) -> Iterator[tuple[int, Component]]:
    """The buttons with their numbers, from 1."""
    for part in components:
        if kind_of(part) == "BUTTONS":
            found = part.get("buttons")
            yield from enumerate((each for each in found or [] if isinstance(each, dict)), 1)


def open_buttons(components: Iterable[Component]) -> list[tuple[int, str]]:
    """The buttons whose address ends in a place, with that address."""
    return [
        (number, str(button.get("url", "")))
        for number, button in buttons_of(components)
        if places_in(str(button.get("url", "")))
    ]


def taken_over(components: Iterable[Component]) -> dict[str, Any]:
    """What a content says of these parts; what fills them is left to its author."""
    parts = list(components)
    kind, text = header_of(parts)
    known = kind if kind in (*MEDIA, "text") else "none"
    found: dict[str, Any] = {"header_format": known, "header_text": text}
    if known == "none" or (known == "text" and not places_in(text)):
        found["header"] = ""
    if known != "document":
        found["filename"] = ""
    return found | {"button_values": [{"button": number, "value": ""} for number, _ in open_buttons(parts)]}
