"""Which texts are STOP and START, and which only hold such a word."""

import pytest

from messaging.hooks.keywords import Keyword, keyword_of


@pytest.mark.parametrize(
    ("text", "keyword"),
    [
        *((word, Keyword.STOP) for word in ("STOP", "StopAll", "unsubscribe", "Cancel", "END", "quit", "Opt-out")),
        *(
            (word, Keyword.STOP)
            for word in (" stop. ", "“Stop!”", "STOPP", "/stop", "s t o p", "Stop please", "abmelden")
        ),
        *((word, Keyword.START) for word in ("START", "unstop", "/start", "Start!")),
        *((word, Keyword.AGAIN) for word in ("Yes", "JA!", "yes.")),
        *(
            (word, None)
            for word in ("", "  ", "?!", "Please don't stop", "the end", "yes, but when?", "stop" * 20, "ｓ")
        ),
        ("STOP\n", Keyword.STOP),
        ("ＳＴＯＰ", None),
    ],
)
def test_keywords(text: str, keyword: Keyword | None) -> None:
    assert keyword_of(text) is keyword
