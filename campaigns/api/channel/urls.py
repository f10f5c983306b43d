"""Addresses under /channel-service/v1/. No slash at the end, as in the other families."""

from django.urls import path

from campaigns.api.channel.campaigns import ChannelCampaignsView, ChannelCampaignView
from campaigns.api.channel.touchpoints import TouchpointsView, TouchpointValidateView, TouchpointView

app_name = "channel_campaigns"
urlpatterns = [
    path("campaign", ChannelCampaignsView.as_view(), name="campaigns"),
    path("campaign/<str:campaign_id>", ChannelCampaignView.as_view(), name="campaign"),
    path("touchpoints", TouchpointsView.as_view(), name="touchpoints"),
    path("touchpoints/_validate", TouchpointValidateView.as_view(), name="touchpoint_validate"),
    path("touchpoints/<str:touchpoint_id>", TouchpointView.as_view(), name="touchpoint"),
]
