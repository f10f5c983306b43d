"""What the contact did lately."""

from collections.abc import Mapping
from typing import Any

from contacts.selectors import events_page
from frontend.contact_sections.base import Look, Section

_MOST = 20


def _read(look: Look) -> Mapping[str, Any] | None:
    events = events_page(look.membership.workspace, contact=look.contact, limit=_MOST).rows
    return {"events": events} if events else None


SECTION = Section("events", _read, wide=True)
