"""Addresses of campaigns and events under /public/v1/email/. No slash at the end, as in seed 002."""

from django.urls import path

from campaigns.api.email.campaigns import CampaignsView, CampaignView, SubmitView
from campaigns.api.email.events import EventDecisionsView, EventsView

app_name = "email_campaigns"
urlpatterns = [
    path("campaigns", CampaignsView.as_view(), name="campaigns"),
    path("campaigns/<str:campaign_id>", CampaignView.as_view(), name="campaign"),
    path("campaigns/<str:campaign_id>/submit", SubmitView.as_view(), name="submit"),
    path("events", EventsView.as_view(), name="events"),
    path("events/<str:event_id>/decisions", EventDecisionsView.as_view(), name="event_decisions"),
]
