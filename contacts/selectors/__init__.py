"""Reads of the contacts app."""

from contacts.segments.selectors import SegmentEstimate, segment_contact_ids_sql, segment_estimate
from contacts.selectors.lists import (
    attribute_list,
    contact_by_email,
    contact_consents,
    contact_get,
    contact_list,
    contact_segments,
    import_get,
    import_list,
    import_row_errors,
    segment_get,
    segment_list,
    segment_members,
)
from contacts.selectors.rows import ContactRow, contact_rows

__all__ = [
    "ContactRow",
    "SegmentEstimate",
    "attribute_list",
    "contact_by_email",
    "contact_consents",
    "contact_get",
    "contact_list",
    "contact_rows",
    "contact_segments",
    "import_get",
    "import_list",
    "import_row_errors",
    "segment_contact_ids_sql",
    "segment_estimate",
    "segment_get",
    "segment_list",
    "segment_members",
]
