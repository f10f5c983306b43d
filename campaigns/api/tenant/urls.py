"""Addresses under /api/v1/tenant: campaigns, what they make of events, secrets. No slash at the end, as in seed 001."""

from django.urls import path

from campaigns.api.tenant.analytics import AnalyticsView
from campaigns.api.tenant.campaigns import CampaignDetailView, CampaignsView
from campaigns.api.tenant.control import (
    CampaignDuplicateView,
    CampaignSendView,
    CampaignStatusView,
    CampaignValidateView,
)
from campaigns.api.tenant.decisions import EventDecisionsView
from campaigns.api.tenant.executions import ExecutionDetailView, ExecutionsView
from campaigns.api.tenant.explain import ExplainView
from campaigns.api.tenant.lead_aliases import (
    LeadAddressesView,
    LeadAddressView,
    LeadBulkView,
    LeadConsentBulkView,
    LeadConsentView,
    LeadExportView,
    LeadMergeView,
    LeadOperationCheckView,
    LeadOperationDetailView,
    LeadOperationStopView,
    LeadOperationsView,
    LeadPreferencesLinkView,
)
from campaigns.api.tenant.leads import ContactActivityView, LeadActivityView, LeadDetailView, LeadsView
from campaigns.api.tenant.links import LinksView
from campaigns.api.tenant.messages import MessagesView, MessageView
from campaigns.api.tenant.operators import (
    ExecutionCancelView,
    ExecutionMoveView,
    ExecutionRetryView,
    ExecutionSkipWaitView,
)
from campaigns.api.tenant.orders import OrderDetailView, OrderStopView, OrdersView
from campaigns.api.tenant.porting import CampaignExportView, CampaignImportView
from campaigns.api.tenant.secrets import SecretDetailView, SecretsView
from campaigns.api.tenant.stuck import StuckView
from campaigns.api.tenant.versions import (
    CampaignPublishPreviewView,
    CampaignPublishView,
    CampaignRollbackView,
    CampaignVersionsView,
    CampaignVersionView,
)

app_name = "tenant_campaigns"
_ORDERS = "campaigns/<str:campaign_id>/orders"
_EXECUTION = "campaigns/<str:campaign_id>/executions/<str:execution_id>"
_VERSION = "campaigns/<str:campaign_id>/versions/<str:version_id>"
urlpatterns = [
    path("leads", LeadsView.as_view(), name="leads"),
    path("leads/bulk", LeadBulkView.as_view(), name="lead_bulk"),
    path("leads/consent/bulk", LeadConsentBulkView.as_view(), name="lead_consent_bulk"),
    path("leads/operations", LeadOperationsView.as_view(), name="lead_operations"),
    path("leads/operations/check", LeadOperationCheckView.as_view(), name="lead_operation_check"),
    path("leads/operations/<str:operation_id>", LeadOperationDetailView.as_view(), name="lead_operation"),
    path("leads/operations/<str:operation_id>/stop", LeadOperationStopView.as_view(), name="lead_operation_stop"),
    path("contacts/<str:contact_id>/activity", ContactActivityView.as_view(), name="contact_activity"),
    path("leads/<str:contact_id>", LeadDetailView.as_view(), name="lead"),
    path("leads/<str:contact_id>/activity", LeadActivityView.as_view(), name="lead_activity"),
    path("leads/<str:contact_id>/addresses", LeadAddressesView.as_view(), name="lead_addresses"),
    path("leads/<str:contact_id>/addresses/<str:address_id>", LeadAddressView.as_view(), name="lead_address"),
    path("leads/<str:contact_id>/consent", LeadConsentView.as_view(), name="lead_consent"),
    path("leads/<str:contact_id>/export", LeadExportView.as_view(), name="lead_export"),
    path("leads/<str:contact_id>/merge", LeadMergeView.as_view(), name="lead_merge"),
    path("leads/<str:contact_id>/preferences-link", LeadPreferencesLinkView.as_view(), name="lead_preferences_link"),
    path("campaigns", CampaignsView.as_view(), name="list"),
    path("campaigns/import", CampaignImportView.as_view(), name="import"),
    path("campaigns/<str:campaign_id>", CampaignDetailView.as_view(), name="detail"),
    path("campaigns/<str:campaign_id>/send", CampaignSendView.as_view(), name="send"),
    path("campaigns/<str:campaign_id>/status", CampaignStatusView.as_view(), name="status"),
    path("campaigns/<str:campaign_id>/validate", CampaignValidateView.as_view(), name="validate"),
    path("campaigns/<str:campaign_id>/export", CampaignExportView.as_view(), name="export"),
    path("campaigns/<str:campaign_id>/duplicate", CampaignDuplicateView.as_view(), name="duplicate"),
    path("campaigns/<str:campaign_id>/publish", CampaignPublishView.as_view(), name="publish"),
    path("campaigns/<str:campaign_id>/publish/preview", CampaignPublishPreviewView.as_view(), name="publish_preview"),
    path("campaigns/<str:campaign_id>/versions", CampaignVersionsView.as_view(), name="versions"),
    path(_VERSION, CampaignVersionView.as_view(), name="version"),
    path(f"{_VERSION}/rollback", CampaignRollbackView.as_view(), name="rollback"),
    path("events/<str:event_id>/decisions", EventDecisionsView.as_view(), name="event_decisions"),
    path("campaigns/<str:campaign_id>/analytics", AnalyticsView.as_view(), name="analytics"),
    path("campaigns/<str:campaign_id>/links", LinksView.as_view(), name="links"),
    path("campaigns/<str:campaign_id>/explain", ExplainView.as_view(), name="explain"),
    path("campaigns/<str:campaign_id>/executions", ExecutionsView.as_view(), name="executions"),
    path("messages", MessagesView.as_view(), name="messages"),
    path("messages/<str:message_id>", MessageView.as_view(), name="message"),
    path("secrets", SecretsView.as_view(), name="secrets"),
    path("secrets/<str:secret_id>", SecretDetailView.as_view(), name="secret"),
    path(_EXECUTION, ExecutionDetailView.as_view(), name="execution"),
    path(f"{_EXECUTION}/cancel", ExecutionCancelView.as_view(), name="execution_cancel"),
    path(f"{_EXECUTION}/retry", ExecutionRetryView.as_view(), name="execution_retry"),
    path(f"{_EXECUTION}/move", ExecutionMoveView.as_view(), name="execution_move"),
    path(f"{_EXECUTION}/skip-wait", ExecutionSkipWaitView.as_view(), name="execution_skip_wait"),
    path("campaigns/<str:campaign_id>/stuck", StuckView.as_view(), name="stuck"),
    path(_ORDERS, OrdersView.as_view(), name="orders"),
    path(f"{_ORDERS}/<str:order_id>", OrderDetailView.as_view(), name="order"),
    path(f"{_ORDERS}/<str:order_id>/stop", OrderStopView.as_view(), name="order_stop"),
]
