"""Why the contact's score is what it is, and how it came about."""

from collections.abc import Mapping
from typing import Any

from contacts.selectors import score_explained, score_history
from frontend.contact_sections.base import Look, Section

_MOST = 10


def _read(look: Look) -> Mapping[str, Any]:
    return {
        "explained": score_explained(contact=look.contact),
        "history": score_history(contact=look.contact, limit=_MOST),
    }


SECTION = Section("score", _read)
