"""Contacts, what they agreed to, the segments they are in, and the files they came from."""

from contacts.models.alias import ContactAlias
from contacts.models.bulk import OPEN_BULK, BulkChange, BulkOperation, BulkState
from contacts.models.consent import ANSWERS, Consent, ConsentRecord, ConsentState, LegalBasis
from contacts.models.contact import (
    AttributeDefinition,
    AttributeKind,
    Contact,
    ContactChange,
    ContactTotal,
    IndexState,
)
from contacts.models.event import Event, EventCount, EventKey
from contacts.models.exports import Export, ExportFormat, ExportState
from contacts.models.gone import GoneContact
from contacts.models.imports import (
    ContactImport,
    ImportedContact,
    ImportGoal,
    ImportJob,
    ImportRefusedRow,
    ImportRowError,
    ImportState,
)
from contacts.models.saved_view import SavedView
from contacts.models.scoring import ContactScore, ScoreChange, ScoreDue, ScoreKind, ScoreRule, ScoreState
from contacts.models.segment import Segment, SegmentKind, SegmentMembership, SegmentTransition
from contacts.models.site_key import SiteKey
from contacts.models.topic import Topic

__all__ = [
    "ANSWERS",
    "OPEN_BULK",
    "AttributeDefinition",
    "AttributeKind",
    "BulkChange",
    "BulkOperation",
    "BulkState",
    "Consent",
    "ConsentRecord",
    "ConsentState",
    "Contact",
    "ContactAlias",
    "ContactChange",
    "ContactImport",
    "ContactScore",
    "ContactTotal",
    "Event",
    "EventCount",
    "EventKey",
    "Export",
    "ExportFormat",
    "ExportState",
    "GoneContact",
    "ImportGoal",
    "ImportJob",
    "ImportRefusedRow",
    "ImportRowError",
    "ImportState",
    "ImportedContact",
    "IndexState",
    "LegalBasis",
    "SavedView",
    "ScoreChange",
    "ScoreDue",
    "ScoreKind",
    "ScoreRule",
    "ScoreState",
    "Segment",
    "SegmentKind",
    "SegmentMembership",
    "SegmentTransition",
    "SiteKey",
    "Topic",
]
