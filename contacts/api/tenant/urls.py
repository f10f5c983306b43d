"""Addresses under /api/v1/tenant/ of contacts, segments, events, imports and exports. No slash at the end."""

from django.urls import path

from contacts.api.tenant.contacts import ContactBulkView, ContactDetailView, ContactsView
from contacts.api.tenant.events import EventBulkView, EventDetailView, EventsView
from contacts.api.tenant.exports import ExportCancelView, ExportDetailView, ExportFileView, ExportsView
from contacts.api.tenant.imports import (
    ImportCancelView,
    ImportDetailView,
    ImportRefusedView,
    ImportStartView,
    ImportsView,
)
from contacts.api.tenant.segment_members import SegmentMembersView
from contacts.api.tenant.segments import (
    SegmentDetailView,
    SegmentDuplicateView,
    SegmentEstimateView,
    SegmentFreezeView,
    SegmentPreviewView,
    SegmentsView,
)

app_name = "tenant_contacts"
urlpatterns = [
    path("contacts", ContactsView.as_view(), name="contacts"),
    path("contacts/bulk", ContactBulkView.as_view(), name="contact_bulk"),
    path("contacts/<str:contact_id>", ContactDetailView.as_view(), name="contact"),
    path("events", EventsView.as_view(), name="events"),
    path("events/bulk", EventBulkView.as_view(), name="event_bulk"),
    path("events/<str:event_id>", EventDetailView.as_view(), name="event"),
    path("imports", ImportsView.as_view(), name="imports"),
    path("imports/<str:import_id>", ImportDetailView.as_view(), name="import"),
    path("imports/<str:import_id>/start", ImportStartView.as_view(), name="import_start"),
    path("imports/<str:import_id>/cancel", ImportCancelView.as_view(), name="import_cancel"),
    path("imports/<str:import_id>/errors", ImportRefusedView.as_view(), name="import_errors"),
    path("exports", ExportsView.as_view(), name="exports"),
    path("exports/<str:export_id>", ExportDetailView.as_view(), name="export"),
    path("exports/<str:export_id>/cancel", ExportCancelView.as_view(), name="export_cancel"),
    path("exports/<str:export_id>/file", ExportFileView.as_view(), name="export_file"),
    path("segments", SegmentsView.as_view(), name="segments"),
    path("segments/estimate", SegmentEstimateView.as_view(), name="segment_estimate"),
    path("segments/preview", SegmentPreviewView.as_view(), name="segment_preview"),
    path("segments/<str:segment_id>", SegmentDetailView.as_view(), name="segment"),
    path("segments/<str:segment_id>/duplicate", SegmentDuplicateView.as_view(), name="segment_duplicate"),
    path("segments/<str:segment_id>/freeze", SegmentFreezeView.as_view(), name="segment_freeze"),
    path("segments/<str:segment_id>/members", SegmentMembersView.as_view(), name="segment_members"),
]
