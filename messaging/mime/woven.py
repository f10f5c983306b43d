"""The HTML of a mail, piece by piece: what is the same for every contact is looked through for links and encoded once.

What comes out is, decoded, what `with_tracking` makes of the whole HTML; a differential test holds it to that. Links
are looked for in each piece by itself where none can reach into the next one: pieces are cut where no tag is begun.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from html import escape, unescape

from messaging.mime.quoted import continued, ended
from messaging.tracking.links import BODY_END, HREF, detour, led_over, pixel_of
from templates_app.rendering.straight import Static, Woven
from workspaces.short_links import is_own

_Detour = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class _Link:
    """An address in a text of the template; `as_written` is that, between its quotes, encoded."""

    target: str
    as_written: bytes


@dataclass(frozen=True, slots=True)
class _Plan:
    """What becomes of a text of the template. None among the items stands where the mail's body ends.

    `head` belongs to what was begun before the text, and is `closed` by it; `tail` begins another one.
    """

    head: str
    closed: bool
    items: tuple[bytes | _Link | None, ...]
    tail: str


def woven_html(html: Woven, message_id: int, *, opens: bool, link: _Detour | None) -> bytes | None:
    """The HTML as quoted-printable, with its links led over us and a pixel at its end, as `with_tracking` does both.

    None where that has to be done with the whole of it.
    """
    done: list[bytes] = []
    begun: list[str] = []  # a tag, or what may be one, that isn't over, or whose address isn't
    body_end = -1
    for piece in html.pieces:
        if type(piece) is not Static:
            if begun or "<" in piece:
                begun.append(piece)
            elif "\r" in piece:
                return None
            else:
                done.append(continued(piece))
            continue
        text = "".join(begun) if begun else ""
        closing = _closing(text) if begun else ""
        plan = _plan(piece, closing)
        if plan is None:
            return None
        if text:
            begun = [text, plan.head]
            if not plan.closed:
                continue
            tag = _tag(text + plan.head, closing, link)
            if tag is None:
                return None
            done.append(tag)
            begun = []
        for item in plan.items:
            if item is None:
                body_end = len(done)
                done.append(b"")
            else:
                done.append(item if isinstance(item, bytes) else _led(item, link))
        if plan.tail:
            begun.append(plan.tail)
    if begun or (opens and body_end < 0):
        return None
    if opens:
        done[body_end] = continued(pixel_of(message_id))
    return ended(b"".join(done))


def _led(item: _Link, link: _Detour | None) -> bytes:
    if link is None or is_own(item.target):
        return item.as_written
    return continued(f'"{escape(link(item.target))}"')


def _closing(begun: str) -> str:
    """What ends that which is begun: an address, from behind which on nothing is looked for in its tag, or a tag."""
    if not begun:
        return ""
    return '"' if begun.startswith(("https://", "http://"), begun.rfind('"') + 1) and '"' in begun else ">"


def _tag(text: str, closing: str, link: _Detour | None) -> bytes | None:
    """A tag with values in it, up to what closes it; None where it isn't as simple as that."""
    if "\r" in text or BODY_END in text:
        return None
    if closing == ">":
        return None if _goes_on(text) else continued(text if link is None else led_over(text, link))
    found = HREF.search(text)
    if found is None or found.end() != len(text):
        return None
    return continued(text if link is None else f"{text[: found.start()]}{detour(found, link)}")


@lru_cache(maxsize=1_024)
def _plan(text: Static, closing: str) -> _Plan | None:
    """See `_Plan`; `closing` ends what was begun before. None where the whole HTML has to be looked at."""
    start = text.find(closing) + 1 if closing else 0
    if closing and not start:
        return _Plan(text, False, (), "")
    head, rest = text[:start], text[start:]
    opened = rest.find("<", rest.rfind(">") + 1)
    end = len(rest) if opened < 0 else opened
    if "\r" in text or _goes_on(rest[:end]):
        return None
    body_end = rest.rfind(BODY_END, 0, end)
    items: list[bytes | _Link | None] = []
    at = 0
    for match in HREF.finditer(rest):
        if match.end() > end or match.start() <= body_end < match.end():
            return None
        items += _texts(rest, at, match.end(1), body_end)
        items.append(_Link(unescape(match[2] or match[3]), continued(rest[match.end(1) : match.end()])))
        at = match.end()
    items += _texts(rest, at, end, body_end)
    return _Plan(head, True, tuple(items), rest[end:])


def _goes_on(text: str) -> bool:
    """Whether an address may be begun, between quotes, that isn't at its end: it may hold anything but its quote."""
    return any(text[text.rfind(quote) + 1 :][:4].lower() == "http" for quote in "\"'" if quote in text)


def _texts(text: str, start: int, end: int, body_end: int) -> list[bytes | _Link | None]:
    """The text from start to end, in two where the body ends between them."""
    if start <= body_end < end:
        return [continued(text[start:body_end]), None, continued(text[body_end:end])]
    return [continued(text[start:end])]
