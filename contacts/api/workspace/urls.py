"""Addresses of contacts under /api/workspaces/{workspace}. No slash at the end, as in seed 000."""

from django.urls import path

from contacts.api.workspace.contacts import ContactsView
from contacts.api.workspace.lookups import AttributesView, EventNamesView, TagsView
from contacts.api.workspace.rules import RuleConditionsView
from contacts.api.workspace.segments import SegmentDetailView, SegmentsView
from contacts.api.workspace.topics import TopicsView

app_name = "workspace_contacts"
urlpatterns = [
    path("contacts", ContactsView.as_view(), name="contacts"),
    path("attributes", AttributesView.as_view(), name="attributes"),
    path("eventNames", EventNamesView.as_view(), name="event_names"),
    path("tags", TagsView.as_view(), name="tags"),
    path("segments", SegmentsView.as_view(), name="segments"),
    path("segments/<str:segment_id>", SegmentDetailView.as_view(), name="segment"),
    path("topics", TopicsView.as_view(), name="topics"),
    path("ruleConditions", RuleConditionsView.as_view(), name="rule_conditions"),
]
