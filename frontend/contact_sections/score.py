"""Why the contact's score is what it is, and how it came about."""

from collections.abc import Mapping
from typing import Any

from contacts.selectors import score_explained, score_history
from frontend.contact_sections.base import Look, Section
from frontend.score_words import score_source_words

_MOST = 10


def _read(look: Look) -> Mapping[str, Any]:
    return {
        "explained": score_explained(contact=look.contact),
        "history": [
            (change, parts, "" if change.parts is not None else score_source_words(change.source).lower())
            for change, parts in score_history(contact=look.contact, limit=_MOST)
        ],
    }


SECTION = Section("score", _read)
