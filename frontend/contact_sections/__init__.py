"""The sections of a contact's page, in their order.

To add one: a file here with its `SECTION`, its template, and a line in the list below.
"""

from frontend.contact_sections import campaigns, consent, fields, score, segments, timeline
from frontend.contact_sections.base import Look, Section, Shown

SECTIONS: tuple[Section, ...] = (
    fields.SECTION,
    consent.SECTION,
    score.SECTION,
    segments.SECTION,
    campaigns.SECTION,
    timeline.SECTION,
)


def sections_of(look: Look) -> list[Shown]:
    """The sections that have something to say, each with its data."""
    found = ((section, section.read(look)) for section in SECTIONS)
    return [Shown(section, data) for section, data in found if data is not None]


__all__ = ["SECTIONS", "Look", "Section", "Shown", "sections_of"]
