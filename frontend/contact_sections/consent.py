"""What the contact agreed to, by channel, kind of message and topic, and how that came about."""

from collections.abc import Mapping
from typing import Any

from contacts.selectors import consent_log, contact_consents
from frontend.contact_sections.base import Look, Section

SHOWN = 10


def _read(look: Look) -> Mapping[str, Any]:
    log = consent_log(contact=look.contact, limit=SHOWN)
    return {"consents": list(contact_consents(contact=look.contact)), "log": log.lines, "more": bool(log.next_cursor)}


SECTION = Section("consent", _read)
