"""The segments that the contact is in, and since when."""

from collections.abc import Mapping
from typing import Any

from contacts.selectors import contact_memberships
from frontend.contact_sections.base import Look, Section


def _read(look: Look) -> Mapping[str, Any]:
    return {"memberships": list(contact_memberships(contact=look.contact))}


SECTION = Section("segments", _read)
