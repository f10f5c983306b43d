"""Writes of the contacts app. Values come in as people gave them and are stored clean, or refused by name."""

from contacts.services.attributes import (
    attribute_create,
    attribute_delete,
    attribute_index,
    attribute_update,
    attributes_define,
    attributes_learn,
)
from contacts.services.bulk import (
    BulkWish,
    bulk_can_undo,
    bulk_check,
    bulk_resume,
    bulk_start,
    bulk_stop,
    bulk_undo,
)
from contacts.services.cleaned import ContactFields
from contacts.services.consent import NO_EVIDENCE, ConsentChange, Evidence, consent_log_open, consent_set_many
from contacts.services.contacts import contact_update, contact_upsert
from contacts.services.erasure import MOST_ERASED, contact_delete, contact_export, contacts_erase
from contacts.services.event_writing import EventOutcome, EventResult
from contacts.services.events import EventIn, events_record
from contacts.services.exports import export_again, export_cancel, export_create, export_downloaded, exports_expire
from contacts.services.importing import import_cancel, import_create, import_read, import_start, imports_expire
from contacts.services.merging import contact_merge
from contacts.services.saved_views import saved_view_create, saved_view_delete, saved_view_update
from contacts.services.saving import contact_save, contacts_save
from contacts.services.scoring import (
    ScoreRuleFields,
    score_rule_create,
    score_rule_delete,
    score_rule_switch,
    score_rule_update,
)
from contacts.services.segment_kinds import segment_convert, segment_duplicate, segment_freeze
from contacts.services.segment_members import segment_members_add, segment_members_remove
from contacts.services.segments import segment_create, segment_delete, segment_update
from contacts.services.sets import FieldsSet, contacts_score, contacts_set_field, contacts_tag, contacts_touch
from contacts.services.submitting import MAX_EVENTS, EventDraft, EventTaken, Taken, events_submit
from contacts.services.topics import topic_archive, topic_create, topic_restore, topic_update, topics_order
from contacts.services.unknown import UnknownContacts, contact_for_event, unknown_contacts_policy, unknown_contacts_set
from contacts.services.upserting import MAX_UPSERTS, Upserted, UpsertOutcome, contacts_upsert

__all__ = [
    "MAX_EVENTS",
    "MAX_UPSERTS",
    "MOST_ERASED",
    "NO_EVIDENCE",
    "BulkWish",
    "ConsentChange",
    "ContactFields",
    "EventDraft",
    "EventIn",
    "EventOutcome",
    "EventResult",
    "EventTaken",
    "Evidence",
    "FieldsSet",
    "ScoreRuleFields",
    "Taken",
    "UnknownContacts",
    "UpsertOutcome",
    "Upserted",
    "attribute_create",
    "attribute_delete",
    "attribute_index",
    "attribute_update",
    "attributes_define",
    "attributes_learn",
    "bulk_can_undo",
    "bulk_check",
    "bulk_resume",
    "bulk_start",
    "bulk_stop",
    "bulk_undo",
    "consent_log_open",
    "consent_set_many",
    "contact_delete",
    "contact_export",
    "contact_for_event",
    "contact_merge",
    "contact_save",
    "contact_update",
    "contact_upsert",
    "contacts_erase",
    "contacts_save",
    "contacts_score",
    "contacts_set_field",
    "contacts_tag",
    "contacts_touch",
    "contacts_upsert",
    "events_record",
    "events_submit",
    "export_again",
    "export_cancel",
    "export_create",
    "export_downloaded",
    "exports_expire",
    "import_cancel",
    "import_create",
    "import_read",
    "import_start",
    "imports_expire",
    "saved_view_create",
    "saved_view_delete",
    "saved_view_update",
    "score_rule_create",
    "score_rule_delete",
    "score_rule_switch",
    "score_rule_update",
    "segment_convert",
    "segment_create",
    "segment_delete",
    "segment_duplicate",
    "segment_freeze",
    "segment_members_add",
    "segment_members_remove",
    "segment_update",
    "topic_archive",
    "topic_create",
    "topic_restore",
    "topic_update",
    "topics_order",
    "unknown_contacts_policy",
    "unknown_contacts_set",
]
