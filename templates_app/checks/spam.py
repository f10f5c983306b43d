"""Words and habits that spam filters know from spam."""

import re
from collections.abc import Iterator

from templates_app.checks.base import Finding, Look, Severity

_PHRASES = (
    "100% free",
    "act now",
    "apply now",
    "as seen on",
    "be your own boss",
    "buy now",
    "cash bonus",
    "cheap",
    "click below",
    "click here",
    "congratulations",
    "credit card",
    "dear friend",
    "double your",
    "earn money",
    "extra income",
    "free gift",
    "free money",
    "full refund",
    "get paid",
    "guaranteed",
    "limited time",
    "lose weight",
    "lowest price",
    "make money",
    "million dollars",
    "miracle",
    "no catch",
    "no cost",
    "no obligation",
    "once in a lifetime",
    "order now",
    "risk-free",
    "satisfaction guaranteed",
    "special promotion",
    "this is not spam",
    "urgent",
    "winner",
    "work from home",
    "you have been selected",
)
_FOUND = re.compile(r"\b(?:" + "|".join(re.escape(phrase) for phrase in _PHRASES) + r")\b", re.IGNORECASE)
_LOUD = re.compile(r"[!?]{2,}|\${2,}")
_LONGEST_SUBJECT = 70
_FEWEST_LETTERS = 8


def spam(look: Look) -> Iterator[Finding]:
    """Spam words anywhere; shouting and length in the subject."""
    found = dict.fromkeys(match[0].lower() for match in _FOUND.finditer(f"{look.mail.subject} {look.words}"))
    if found:
        shown = ", ".join(f"“{phrase}”" for phrase in list(found)[:5])
        yield Finding("spam_words", Severity.WARNING, f"Spam filters know these words well: {shown}.")
    subject = look.mail.subject
    letters = [letter for letter in subject if letter.isalpha()]
    if len(letters) >= _FEWEST_LETTERS and all(letter.isupper() for letter in letters):
        yield Finding(
            "subject_capitals", Severity.WARNING, "The subject is all in capitals, as spam often is.", "content.subject"
        )
    if _LOUD.search(subject):
        yield Finding("subject_loud", Severity.WARNING, "The subject shouts: !!, ?? or $$.", "content.subject")
    if len(subject) > _LONGEST_SUBJECT:
        yield Finding(
            "subject_long",
            Severity.NOTE,
            f"The subject has {len(subject)} characters; phones show about 40, most programs {_LONGEST_SUBJECT}.",
            "content.subject",
        )
