"""What answers by mail hold: the words that the sender wrote, and which message of ours they answer."""

import re
from collections.abc import Mapping
from email.utils import parseaddr

import nh3

from messaging.hooks.base import Written

# Where mail programs begin to quote: "On … wrote:", "Am … schrieb …:", "-----Original Message-----", a long rule.
_QUOTED = re.compile(
    r"^(?:>|-{2,}\s*(?:original message|ursprüngliche nachricht|forwarded message)|_{10,}\s*$"
    r"|(?:on|am|le|el|il)\s.{0,200}(?:wrote|schrieb|écrit|escribió|ha scritto)\b.{0,200}:\s*$)",
    re.IGNORECASE,
)
_OURS = re.compile(r"<?(msg_[0-9a-z]{26})@")
_MACHINES = ("x-autoreply", "x-autorespond", "x-auto-response-suppress", "list-id", "list-unsubscribe")
_PRECEDENCES = frozenset({"auto_reply", "bulk", "junk", "list"})
_BREAKS = re.compile(r"<(?:br|/p|/div|/tr|/h[1-6]|/li|/blockquote)\b[^<>]{0,200}>", re.IGNORECASE)
_ENTITIES = {"&lt;": "<", "&gt;": ">", "&nbsp;": " ", "&quot;": '"', "&amp;": "&"}


def written_by_mail(words: str, *, subject: str, name: str, headers: Mapping[str, str]) -> Written:
    """What somebody wrote by mail; header names in lower case."""
    return Written(words, subject, name, answered(headers), is_automatic(headers), headers.get("message-id", ""))


def own_words(text: str, html: str = "") -> str:
    """The text without what is quoted below it; all of it where nothing else is left."""
    whole = text if text.strip() else text_of_html(html)
    lines = whole.replace("\r\n", "\n").split("\n")
    kept: list[str] = []
    for line in lines:
        if _QUOTED.match(line.strip()[:500]):
            break
        kept.append(line)
    return "\n".join(kept).strip() or whole.strip()


def text_of_html(html: str) -> str:
    """The words of a mail that has no text part; no markup of it is ever shown."""
    clean: str = nh3.clean(
        _BREAKS.sub("\n", html[:500_000]), tags=set(), clean_content_tags={"script", "style", "title"}
    )
    for entity, character in _ENTITIES.items():
        clean = clean.replace(entity, character)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.strip() for line in clean.split("\n"))).strip()


def answered(headers: Mapping[str, str]) -> str:
    """Our id of the message that a mail answers, by its headers; "" where they name none of ours."""
    for name in ("in-reply-to", "references"):
        found = _OURS.findall(headers.get(name, "")[:10_000])
        if found:
            return str(found[-1])
    return ""


def is_automatic(headers: Mapping[str, str]) -> bool:
    """Whether a machine answered (RFC 3834, and what was usual before), or wrote to many at once."""
    if headers.get("auto-submitted", "no").strip().lower() != "no":
        return True
    return (
        any(name in headers for name in _MACHINES)
        or headers.get("precedence", "").strip().lower() in _PRECEDENCES
        or headers.get("return-path", "").strip() == "<>"
    )


def mailbox_of(text: str) -> tuple[str, str]:
    """(name, address) of a mailbox such as `Ada <ada@example.com>`."""
    return parseaddr(text[:500])
