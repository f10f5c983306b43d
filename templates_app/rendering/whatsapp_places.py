"""The places of a template at Meta, each by one word of ours, so that what is filled and what it takes can be compared.

`body 1` or `body order` is a place of the text, `header 1` one of a header of words, `header image` a header's picture,
`button 2` the place at the end of the second button's address.
"""

import re
from collections.abc import Iterable, Mapping

MEDIA = ("image", "video", "document")
_PLACE = re.compile(r"\{\{\s*([a-z][a-z0-9_]*|[0-9]+)\s*\}\}")


def places_in(text: str) -> list[str]:
    """What its places are called, each once: numbers in their order, names in the order in which they stand there."""
    found = list(dict.fromkeys(match[1] for match in _PLACE.finditer(text)))
    return sorted(found, key=int) if all(each.isdecimal() for each in found) else found


def fill_in(text: str, values: Mapping[str, str]) -> str:
    """The text with its places filled; those without a value stay."""
    return _PLACE.sub(lambda match: values.get(match[1], match[0]), text)


def taken_places(*, body: str, header_format: str, header_text: str, buttons: Iterable[int]) -> frozenset[str]:
    """All places of a template with such parts."""
    header = [header_format] if header_format in MEDIA else places_in(header_text) if header_format == "text" else []
    return frozenset(
        [f"body {name}" for name in places_in(body)]
        + [f"header {name}" for name in header]
        + [f"button {number}" for number in buttons]
    )


def filled_places(stored: Mapping[str, str]) -> frozenset[str]:
    """The places that a compiled message fills; of its text those that have a parameter."""
    count = sum(name.startswith("parameters[") for name in stored)
    names = places_in(stored["body"])
    every = taken_places(
        body="".join(f"{{{{{name}}}}}" for name in names[:count]),
        header_format=stored.get("header_format", "") if "header" in stored else "",
        header_text=stored.get("header_text", ""),
        buttons=[int(number) for name, number in stored.items() if name.endswith("].button")],
    )
    return every | {f"body {number}" for number in range(len(names) + 1, count + 1)}


def place_words(places: Iterable[str]) -> str:
    """Places as people read them, from the top of the message to its end."""
    return ", ".join(_words(*place.split(" ", 1)) for place in sorted(places, key=_position))


def _position(place: str) -> tuple[int, str]:
    return ("header", "body", "button").index(place.partition(" ")[0]), place


def _words(part: str, name: str) -> str:
    if part == "body":
        return f"{{{{{name}}}}} of the text"
    if part == "button":
        return f"the end of the address of button {name}"
    return f"the {name} of the header" if name in MEDIA else f"{{{{{name}}}}} of the header"
