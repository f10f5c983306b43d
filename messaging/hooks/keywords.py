"""Words by which people say no more messages, or messages again, in answer to a message. CTIA's, and German ones."""

import re
from enum import StrEnum

_NO_LETTER = re.compile(r"[\W_]+")
_STOP = frozenset(
    {
        "stop",
        "stopall",
        "unsubscribe",
        "cancel",
        "end",
        "quit",
        "optout",
        "revoke",
        "remove",
        "stopplease",
        "pleasestop",
    }
    | {"stopp", "abmelden", "abbestellen", "austragen", "beenden", "abmeldung", "keinewerbung"}
)
_START = frozenset({"start", "unstop", "subscribe", "optin", "anmelden"})
# Said to many a question as well: these end a refusal, and grant nothing to who never refused.
_AGAIN = frozenset({"yes", "ja"})
# No keyword, with whatever stands around it, is longer.
_LONGEST = 40


class Keyword(StrEnum):
    """What a whole message that is one of the words asks for."""

    STOP = "stop"  # nothing more on this channel
    START = "start"  # messages again, or for the first time
    AGAIN = "again"  # messages again, for whoever had stopped them


def keyword_of(text: str) -> Keyword | None:
    """The keyword that the text is: whatever its case, blanks and punctuation, but nothing else beside it."""
    text = text.strip()
    if not text or len(text) > _LONGEST:
        return None
    word = _NO_LETTER.sub("", text).casefold()
    if word in _STOP:
        return Keyword.STOP
    if word in _START:
        return Keyword.START
    return Keyword.AGAIN if word in _AGAIN else None
