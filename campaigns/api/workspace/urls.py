"""Addresses of campaigns under /api/workspaces/{workspace}. No slash at the end, as in seed 000."""

from django.urls import path

from campaigns.api.workspace.drafts import DraftView
from campaigns.api.workspace.node_types import NodeTypesView
from campaigns.api.workspace.simulation import SimulateView

app_name = "workspace_campaigns"
_CAMPAIGN = "campaigns/<str:campaign_id>"
urlpatterns = [
    path("nodeTypes", NodeTypesView.as_view(), name="node_types"),
    path(f"{_CAMPAIGN}/draft", DraftView.as_view(), name="draft"),
    path(f"{_CAMPAIGN}/simulate", SimulateView.as_view(), name="simulate"),
]
