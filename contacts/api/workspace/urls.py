"""Addresses of contacts under /api/workspaces/{workspace}. No slash at the end, as in seed 000."""

from django.urls import path

from contacts.api.workspace.attributes import AttributesView, AttributeView
from contacts.api.workspace.lookups import EventNamesView, TagsView
from contacts.api.workspace.people import ContactDetailView, ContactListView, ContactsBulkView, ContactScoreView
from contacts.api.workspace.rules import RuleConditionsView
from contacts.api.workspace.saved_views import SavedViewsView, SavedViewView
from contacts.api.workspace.scoring import ScoreRulesView, ScoreRuleView
from contacts.api.workspace.segments import SegmentDetailView, SegmentsView
from contacts.api.workspace.topics import TopicsView

app_name = "workspace_contacts"
urlpatterns = [
    path("contacts", ContactListView.as_view(), name="contacts"),
    path("contacts/bulk", ContactsBulkView.as_view(), name="contacts_bulk"),
    path("contacts/<str:contact_id>", ContactDetailView.as_view(), name="contact"),
    path("contacts/<str:contact_id>/score", ContactScoreView.as_view(), name="contact_score"),
    path("attributes", AttributesView.as_view(), name="attributes"),
    path("attributes/<str:attribute_key>", AttributeView.as_view(), name="attribute"),
    path("savedViews", SavedViewsView.as_view(), name="saved_views"),
    path("savedViews/<str:view_id>", SavedViewView.as_view(), name="saved_view"),
    path("scoreRules", ScoreRulesView.as_view(), name="score_rules"),
    path("scoreRules/<str:rule_id>", ScoreRuleView.as_view(), name="score_rule"),
    path("eventNames", EventNamesView.as_view(), name="event_names"),
    path("tags", TagsView.as_view(), name="tags"),
    path("segments", SegmentsView.as_view(), name="segments"),
    path("segments/<str:segment_id>", SegmentDetailView.as_view(), name="segment"),
    path("topics", TopicsView.as_view(), name="topics"),
    path("ruleConditions", RuleConditionsView.as_view(), name="rule_conditions"),
]
