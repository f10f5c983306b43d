"""Who the contact is: addresses, score, tags and attributes."""

from collections.abc import Mapping
from typing import Any

from frontend.contact_sections.base import Look, Section


def _read(look: Look) -> Mapping[str, Any]:
    return {"attributes": sorted(look.contact.attributes.items())}


SECTION = Section("fields", _read)
