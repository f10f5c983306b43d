"""Addresses of workspaces under /api/v1/tenant/. No slash at the end, as in seed 001."""

from django.urls import path

from workspaces.api.tenant.balance import BalanceView, LedgerView
from workspaces.api.tenant.workspaces import WorkspaceDetailView, WorkspacesView

app_name = "tenant_workspaces"
urlpatterns = [
    path("balance", BalanceView.as_view(), name="balance"),
    path("balance/ledger", LedgerView.as_view(), name="ledger"),
    path("workspaces", WorkspacesView.as_view(), name="workspaces"),
    path("workspaces/<str:workspace_id>", WorkspaceDetailView.as_view(), name="workspace"),
]
