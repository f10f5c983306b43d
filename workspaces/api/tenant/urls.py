"""Addresses of workspaces under /api/v1/tenant/. No slash at the end, as in seed 001."""

from django.urls import path

from workspaces.api.tenant.api_keys import KeyRevokeView, KeyRotateView, KeysView, KeyView
from workspaces.api.tenant.audit_log import AuditLogView
from workspaces.api.tenant.balance import BalanceView, LedgerView
from workspaces.api.tenant.webhook_deliveries import (
    DeliveriesView,
    DeliveryReplayView,
    DeliveryView,
    EndpointReplayView,
    EndpointTestView,
)
from workspaces.api.tenant.webhooks import EndpointRotateView, EndpointsView, EndpointView
from workspaces.api.tenant.workspaces import WorkspaceDetailView, WorkspacesView

app_name = "tenant_workspaces"
urlpatterns = [
    path("api-keys", KeysView.as_view(), name="keys"),
    path("api-keys/<str:key_id>", KeyView.as_view(), name="key"),
    path("api-keys/<str:key_id>/rotate", KeyRotateView.as_view(), name="key_rotate"),
    path("api-keys/<str:key_id>/revoke", KeyRevokeView.as_view(), name="key_revoke"),
    path("audit-log", AuditLogView.as_view(), name="audit_log"),
    path("balance", BalanceView.as_view(), name="balance"),
    path("balance/ledger", LedgerView.as_view(), name="ledger"),
    path("webhooks", EndpointsView.as_view(), name="webhooks"),
    path("webhooks/<str:webhook_id>", EndpointView.as_view(), name="webhook"),
    path("webhooks/<str:webhook_id>/rotate", EndpointRotateView.as_view(), name="webhook_rotate"),
    path("webhooks/<str:webhook_id>/test", EndpointTestView.as_view(), name="webhook_test"),
    path("webhooks/<str:webhook_id>/replay", EndpointReplayView.as_view(), name="webhook_replay"),
    path("webhooks/<str:webhook_id>/deliveries", DeliveriesView.as_view(), name="webhook_deliveries"),
    path("webhooks/<str:webhook_id>/deliveries/<str:delivery_id>", DeliveryView.as_view(), name="webhook_delivery"),
    path(
        "webhooks/<str:webhook_id>/deliveries/<str:delivery_id>/replay",
        DeliveryReplayView.as_view(),
        name="webhook_delivery_replay",
    ),
    path("workspaces", WorkspacesView.as_view(), name="workspaces"),
    path("workspaces/<str:workspace_id>", WorkspaceDetailView.as_view(), name="workspace"),
]
