"""Everything that happened around the contact, newest first."""

from collections.abc import Mapping
from typing import Any

from frontend.contact_sections.base import Look, Section
from frontend.contact_timeline import FILTERS, timeline_of


def _read(look: Look) -> Mapping[str, Any]:
    chosen = look.request.GET.get("show", "")
    chosen = chosen if chosen in FILTERS else ""
    return {
        "timeline": timeline_of(look.membership.workspace, look.contact, chosen=chosen),
        "chosen": chosen,
        "filters": [(key, label) for key, (label, _) in FILTERS.items()],
    }


SECTION = Section("timeline", _read, wide=True)
