"""Addresses of campaigns under /api/workspaces/{workspace}. No slash at the end, as in seed 000."""

from django.urls import path

from campaigns.api.workspace.control import LaunchView, PauseView, ResumeView
from campaigns.api.workspace.detail import CampaignDetailView, CampaignsView, EnrollView
from campaigns.api.workspace.drafts import DraftView
from campaigns.api.workspace.estimate import EstimateView
from campaigns.api.workspace.events import EventsView
from campaigns.api.workspace.execute import ExecuteView
from campaigns.api.workspace.live_counts import LiveCountsView
from campaigns.api.workspace.node_types import NodeTypesView
from campaigns.api.workspace.review import ReviewView
from campaigns.api.workspace.secrets import SecretNamesView
from campaigns.api.workspace.segments import RuleEstimateView
from campaigns.api.workspace.simulation import SimulateView
from campaigns.api.workspace.versions import (
    CompareView,
    PublishPreviewView,
    PublishView,
    RollbackView,
    VersionsView,
    VersionView,
)

app_name = "workspace_campaigns"
_CAMPAIGN = "campaigns/<str:campaign_id>"
_VERSION = f"{_CAMPAIGN}/versions/<str:version_id>"
urlpatterns = [
    path("campaigns", CampaignsView.as_view(), name="list"),
    path("events", EventsView.as_view(), name="events"),
    path("secrets", SecretNamesView.as_view(), name="secrets"),
    path("segments/estimate", RuleEstimateView.as_view(), name="rule_estimate"),
    path("nodeTypes", NodeTypesView.as_view(), name="node_types"),
    path(_CAMPAIGN, CampaignDetailView.as_view(), name="detail"),
    path(f"{_CAMPAIGN}/enroll", EnrollView.as_view(), name="enroll"),
    path(f"{_CAMPAIGN}/execute", ExecuteView.as_view(), name="execute"),
    path(f"{_CAMPAIGN}/draft", DraftView.as_view(), name="draft"),
    path(f"{_CAMPAIGN}/estimate", EstimateView.as_view(), name="estimate"),
    path(f"{_CAMPAIGN}/liveCounts", LiveCountsView.as_view(), name="live_counts"),
    path(f"{_CAMPAIGN}/publish", PublishView.as_view(), name="publish"),
    path(f"{_CAMPAIGN}/publish/preview", PublishPreviewView.as_view(), name="publish_preview"),
    path(f"{_CAMPAIGN}/versions", VersionsView.as_view(), name="versions"),
    path(_VERSION, VersionView.as_view(), name="version"),
    path(f"{_VERSION}/compare", CompareView.as_view(), name="compare"),
    path(f"{_VERSION}/rollback", RollbackView.as_view(), name="rollback"),
    path(f"{_CAMPAIGN}/launch", LaunchView.as_view(), name="launch"),
    path(f"{_CAMPAIGN}/pause", PauseView.as_view(), name="pause"),
    path(f"{_CAMPAIGN}/resume", ResumeView.as_view(), name="resume"),
    path(f"{_CAMPAIGN}/review", ReviewView.as_view(), name="review"),
    path(f"{_CAMPAIGN}/simulate", SimulateView.as_view(), name="simulate"),
]
