"""The addresses that stand in messages, and the rewriting of a mail's HTML so that opens and clicks come back."""

import re
from functools import lru_cache
from html import unescape
from urllib.parse import quote

from django.conf import settings

from messaging.tracking.tokens import Purpose, make

_HREF = re.compile(r"""(<a\s[^>]*?\bhref\s*=\s*)(?:"(https?://[^"]+)"|'(https?://[^']+)')""", re.IGNORECASE)


def unsubscribe_url(message_id: int) -> str:
    """Where the contact can say no: a page with a button, and RFC 8058's one-click target."""
    return f"{settings.BASE_URL}/u/{make(Purpose.UNSUBSCRIBE, message_id)}"


def open_url(message_id: int) -> str:
    """The picture of one pixel that tells of an open."""
    return f"{settings.BASE_URL}/o/{make(Purpose.OPEN, message_id)}.gif"


def click_url(message_id: int, target: str) -> str:
    """The detour over us to `target`; the proof covers the target, so the link leads nowhere else."""
    return f"{settings.BASE_URL}/c/{make(Purpose.CLICK, message_id, target)}?u={_quoted(target)}"


def with_tracking(html: str, message_id: int, *, opens: bool, clicks: bool) -> str:
    """The HTML with its links led over us and a pixel at its end. Links to our own pages stay direct."""
    if clicks:
        html = _HREF.sub(lambda match: _detour(match, message_id), html)
    if opens:
        pixel = f'<img src="{open_url(message_id)}" width="1" height="1" alt="">'
        end = html.rfind("</body")
        html = f"{html[:end]}{pixel}{html[end:]}" if end >= 0 else html + pixel
    return html


def _detour(match: re.Match[str], message_id: int) -> str:
    target = unescape(match[2] or match[3])
    if target.startswith(tuple(f"{settings.BASE_URL}/{page}/" for page in ("u", "p", "k"))):
        return match[0]
    return f'{match[1]}"{click_url(message_id, target)}"'


@lru_cache(maxsize=4096)
def _quoted(target: str) -> str:
    return quote(target, safe="")
