"""The addresses that stand in messages, and the rewriting of a mail's HTML so that opens and clicks come back."""

import re
from collections.abc import Callable
from html import escape, unescape

from messaging.tracking.tokens import Purpose, make, make_short
from workspaces.kept_settings import base_url
from workspaces.short_links import address_of, is_own

# An address in HTML: what stands before it, and the address between quotes.
HREF = re.compile(r"""(<a\s[^>]*?\bhref\s*=\s*)(?:"(https?://[^"\x00]+)"|'(https?://[^'\x00]+)')""", re.IGNORECASE)
BODY_END = "</body"


def unsubscribe_url(message_id: int) -> str:
    """Where the contact can say no: a page with a button, and RFC 8058's one-click target."""
    return f"{base_url()}/u/{make(Purpose.UNSUBSCRIBE, message_id)}"


def open_url(message_id: int) -> str:
    """The picture of one pixel that tells of an open."""
    return f"{base_url()}/o/{make(Purpose.OPEN, message_id)}.gif"


def click_url(message_id: int, digest: bytes) -> str:
    """The detour over us to the stored address of this digest; the proof covers it, so the link leads nowhere else."""
    return f"{base_url()}/c/{make(Purpose.LINK, message_id, carried=digest)}"


def short_url(message_id: int, digest: bytes) -> str:
    """The same for short texts."""
    return address_of(make_short(message_id, digest))


def report_url(message_id: int) -> str:
    """Where a browser tells what became of a push message: shown, opened or dismissed."""
    return f"{base_url()}/s/v1/facts/{make(Purpose.REPORT, message_id)}"


def with_tracking(html: str, message_id: int, *, opens: bool, link: Callable[[str], str] | None) -> str:
    """The HTML with its links led over us, as `link` says for each address, and a pixel at its end.

    Links to our own pages stay direct.
    """
    if link is not None:
        html = led_over(html, link)
    if opens:
        pixel = pixel_of(message_id)
        end = html.rfind(BODY_END)
        html = f"{html[:end]}{pixel}{html[end:]}" if end >= 0 else html + pixel
    return html


def led_over(html: str, link: Callable[[str], str]) -> str:
    """The HTML with its links led over us."""
    return HREF.sub(lambda match: detour(match, link), html)


def pixel_of(message_id: int) -> str:
    """The picture that tells of an open, for the end of a mail's body."""
    return f'<img src="{open_url(message_id)}" width="1" height="1" alt="">'


def links_in(source: str) -> frozenset[str]:
    """The addresses that links in this HTML lead to as it stands, without those that Liquid is yet to fill in."""
    found = (unescape(match[2] or match[3]) for match in HREF.finditer(source))
    return frozenset(url for url in found if "{{" not in url and "{%" not in url)


def detour(match: re.Match[str], link: Callable[[str], str]) -> str:
    """What takes the place of a match of `HREF`: the same with its address led over us."""
    target = unescape(match[2] or match[3])
    if is_own(target):
        return match[0]
    return f'{match[1]}"{escape(link(target))}"'
