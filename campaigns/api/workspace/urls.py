"""Addresses of campaigns under /api/workspaces/{workspace}. No slash at the end, as in seed 000."""

from django.urls import path

from campaigns.api.workspace.campaigns import CampaignsView
from campaigns.api.workspace.drafts import DraftView
from campaigns.api.workspace.estimate import EstimateView
from campaigns.api.workspace.node_types import NodeTypesView
from campaigns.api.workspace.secrets import SecretNamesView
from campaigns.api.workspace.segments import RuleEstimateView
from campaigns.api.workspace.simulation import SimulateView

app_name = "workspace_campaigns"
_CAMPAIGN = "campaigns/<str:campaign_id>"
urlpatterns = [
    path("campaigns", CampaignsView.as_view(), name="list"),
    path("secrets", SecretNamesView.as_view(), name="secrets"),
    path("segments/estimate", RuleEstimateView.as_view(), name="rule_estimate"),
    path("nodeTypes", NodeTypesView.as_view(), name="node_types"),
    path(f"{_CAMPAIGN}/draft", DraftView.as_view(), name="draft"),
    path(f"{_CAMPAIGN}/estimate", EstimateView.as_view(), name="estimate"),
    path(f"{_CAMPAIGN}/simulate", SimulateView.as_view(), name="simulate"),
]
