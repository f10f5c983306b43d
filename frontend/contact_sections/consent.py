"""What the contact agreed to, by channel and kind of message."""

from collections.abc import Mapping
from typing import Any

from contacts.selectors import contact_consents
from frontend.contact_sections.base import Look, Section


def _read(look: Look) -> Mapping[str, Any]:
    return {"consents": list(contact_consents(contact=look.contact))}


SECTION = Section("consent", _read)
