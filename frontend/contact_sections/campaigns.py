"""The campaigns that the contact is or was in, where in them, and those that it never came into."""

from collections.abc import Mapping
from typing import Any

from campaigns.selectors import contact_executions, contact_missed_campaigns
from frontend.contact_sections.base import Look, Section
from frontend.words import EXECUTION_STATE, word_for

_MOST = 50


def _read(look: Look) -> Mapping[str, Any]:
    rows = contact_executions(look.contact)[:_MOST]
    return {
        "executions": [{"execution": row, "state": word_for(EXECUTION_STATE, row.state)} for row in rows],
        "missed": contact_missed_campaigns(look.contact)[:_MOST],
    }


SECTION = Section("campaigns", _read)
