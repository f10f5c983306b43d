"""Addresses of contacts under /api/v1/tenant/. Without a slash at the end, as in seed 001."""

from django.urls import path

from contacts.api.tenant.consent import ConsentBulkView, ContactConsentView
from contacts.api.tenant.contacts import ContactBulkView, ContactsView
from contacts.api.tenant.events import EventBulkView, EventDetailView, EventsView
from contacts.api.tenant.exports import ExportCancelView, ExportDetailView, ExportFileView, ExportsView
from contacts.api.tenant.imports import (
    ImportCancelView,
    ImportDetailView,
    ImportRefusedView,
    ImportStartView,
    ImportsView,
)
from contacts.api.tenant.operations import (
    OperationCheckView,
    OperationDetailView,
    OperationStopView,
    OperationsView,
)
from contacts.api.tenant.people import ContactExportView, ContactMergeView, PersonView
from contacts.api.tenant.segment_members import SegmentMembersView
from contacts.api.tenant.segments import (
    SegmentDetailView,
    SegmentDuplicateView,
    SegmentEstimateView,
    SegmentFreezeView,
    SegmentPreviewView,
    SegmentsView,
)
from contacts.api.tenant.topics import TopicDetailView, TopicOrderView, TopicsView

app_name = "tenant_contacts"
urlpatterns = [
    path("contacts", ContactsView.as_view(), name="contacts"),
    path("contacts/bulk", ContactBulkView.as_view(), name="contact_bulk"),
    path("contacts/consent/bulk", ConsentBulkView.as_view(), name="consent_bulk"),
    path("contacts/operations", OperationsView.as_view(), name="operations"),
    path("contacts/operations/check", OperationCheckView.as_view(), name="operation_check"),
    path("contacts/operations/<str:operation_id>", OperationDetailView.as_view(), name="operation"),
    path("contacts/operations/<str:operation_id>/stop", OperationStopView.as_view(), name="operation_stop"),
    path("contacts/<str:contact_id>", PersonView.as_view(), name="contact"),
    path("contacts/<str:contact_id>/export", ContactExportView.as_view(), name="contact_export"),
    path("contacts/<str:contact_id>/merge", ContactMergeView.as_view(), name="contact_merge"),
    path("contacts/<str:contact_id>/consent", ContactConsentView.as_view(), name="contact_consent"),
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
    path("topics", TopicsView.as_view(), name="topics"),
    path("topics/order", TopicOrderView.as_view(), name="topic_order"),
    path("topics/<str:topic_id>", TopicDetailView.as_view(), name="topic"),
]
