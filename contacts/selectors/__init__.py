"""Reads of the contacts app."""

from contacts.segments.freshness import Freshness, SegmentFreshness, freshness_of
from contacts.segments.growth import GrowthDay, segment_growth
from contacts.segments.selectors import SegmentEstimate, segment_contact_ids_sql, segment_estimate
from contacts.segments.uses import SegmentUse, uses_of
from contacts.selectors.arrivals import Arrivals, events_arrived
from contacts.selectors.bulk import bulk_get, bulk_lately, bulk_operations
from contacts.selectors.consent import ConsentLog, consent_log, consent_log_csv
from contacts.selectors.events import EventPage, events_page
from contacts.selectors.lists import (
    attribute_list,
    contact_by_email,
    contact_consents,
    contact_get,
    contact_list,
    contact_memberships,
    export_get,
    export_list,
    import_get,
    import_list,
    import_refused_rows,
    import_row_errors,
    imports_troubled,
    segment_get,
    segment_list,
    segment_members,
    segment_names,
)
from contacts.selectors.lookups import FieldChoice, contacts_search, event_names, field_choices, tag_names
from contacts.selectors.merging import (
    MergedField,
    contact_of_alias,
    contacts_heirs,
    contacts_named,
    contacts_present,
    merge_preview,
)
from contacts.selectors.resolve import ContactRef, contact_find, contacts_resolve, ref_of
from contacts.selectors.rows import ContactRow, contact_rows
from contacts.selectors.saved_views import saved_view_get, saved_views
from contacts.selectors.scoring import (
    ScoreBin,
    ScoreExplained,
    score_explained,
    score_history,
    score_previewed,
    score_rule_get,
    score_rule_names,
    score_rules,
    score_spread,
    scoring_is_walking,
)
from contacts.selectors.timeline import contact_timeline
from contacts.selectors.topics import TopicCounts, topic_counts, topic_get, topic_list
from contacts.selectors.totals import contacts_total

__all__ = [
    "Arrivals",
    "ConsentLog",
    "ContactRef",
    "ContactRow",
    "EventPage",
    "FieldChoice",
    "Freshness",
    "GrowthDay",
    "MergedField",
    "ScoreBin",
    "ScoreExplained",
    "SegmentEstimate",
    "SegmentFreshness",
    "SegmentUse",
    "TopicCounts",
    "attribute_list",
    "bulk_get",
    "bulk_lately",
    "bulk_operations",
    "consent_log",
    "consent_log_csv",
    "contact_by_email",
    "contact_consents",
    "contact_find",
    "contact_get",
    "contact_list",
    "contact_memberships",
    "contact_of_alias",
    "contact_rows",
    "contact_timeline",
    "contacts_heirs",
    "contacts_named",
    "contacts_present",
    "contacts_resolve",
    "contacts_search",
    "contacts_total",
    "event_names",
    "events_arrived",
    "events_page",
    "export_get",
    "export_list",
    "field_choices",
    "freshness_of",
    "import_get",
    "import_list",
    "import_refused_rows",
    "import_row_errors",
    "imports_troubled",
    "merge_preview",
    "ref_of",
    "saved_view_get",
    "saved_views",
    "score_explained",
    "score_history",
    "score_previewed",
    "score_rule_get",
    "score_rule_names",
    "score_rules",
    "score_spread",
    "scoring_is_walking",
    "segment_contact_ids_sql",
    "segment_estimate",
    "segment_get",
    "segment_growth",
    "segment_list",
    "segment_members",
    "segment_names",
    "tag_names",
    "topic_counts",
    "topic_get",
    "topic_list",
    "uses_of",
]
