"""Addresses under /api/v1/tenant/events. Without a slash at the end, as in seed 001."""

from django.urls import path

from contacts.api.tenant.events import EventBulkView, EventDetailView, EventsView

app_name = "tenant_contacts"
urlpatterns = [
    path("events", EventsView.as_view(), name="events"),
    path("events/bulk", EventBulkView.as_view(), name="event_bulk"),
    path("events/<str:event_id>", EventDetailView.as_view(), name="event"),
]
