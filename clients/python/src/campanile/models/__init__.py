"""What the server answers, as frozen dataclasses, and what it takes, as typed dicts.

Dataclasses, so that the client brings no validation library along that could clash with the one of its host.
Fields that a newer server adds are passed over.
"""

from campanile.models.campaigns import (
    Campaign,
    CampaignBrief,
    CampaignProgress,
    CampaignStatus,
    Hold,
    Touchpoint,
    TriggeredRun,
    Validity,
)
from campanile.models.contacts import (
    Consent,
    ConsentAnswer,
    ConsentLine,
    ConsentState,
    Contact,
    ContactFields,
    ContactRow,
    ContactsTaken,
    UpsertedContact,
)
from campanile.models.decoding import Tagged
from campanile.models.events import Arrivals, Event, EventFields, EventRow, EventsTaken, RecordedEvent
from campanile.models.imports import Import, RefusedRow, RefusedRows
from campanile.models.paging import Page
from campanile.models.segments import Estimate, Freshness, Member, MemberRow, MembersTaken, Preview, Segment, UsedBy
from campanile.models.templates import Finding, RenderedTemplate, Template, TemplateBrief, TemplateVersion

__all__ = [
    "Arrivals",
    "Campaign",
    "CampaignBrief",
    "CampaignProgress",
    "CampaignStatus",
    "Consent",
    "ConsentAnswer",
    "ConsentLine",
    "ConsentState",
    "Contact",
    "ContactFields",
    "ContactRow",
    "ContactsTaken",
    "Estimate",
    "Event",
    "EventFields",
    "EventRow",
    "EventsTaken",
    "Finding",
    "Freshness",
    "Hold",
    "Import",
    "Member",
    "MemberRow",
    "MembersTaken",
    "Page",
    "Preview",
    "RecordedEvent",
    "RefusedRow",
    "RefusedRows",
    "RenderedTemplate",
    "Segment",
    "Tagged",
    "Template",
    "TemplateBrief",
    "TemplateVersion",
    "Touchpoint",
    "TriggeredRun",
    "UpsertedContact",
    "UsedBy",
    "Validity",
]
