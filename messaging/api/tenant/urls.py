"""Addresses of messaging under /api/v1/tenant/. No slash at the end, as in seed 001."""

from django.urls import path

from messaging.api.tenant.addresses import AddressesView, AddressView
from messaging.api.tenant.confirmations import ConfirmationsView, PreferencesLinkView
from messaging.api.tenant.inbox import ThreadContactView, ThreadReplyView, ThreadsView, ThreadView
from messaging.api.tenant.provider_templates import ProviderTemplatesFetchView, ProviderTemplatesView
from messaging.api.tenant.senders import SendersView, SenderTestView, SenderView
from messaging.api.tenant.suppressions import SuppressionDetailView, SuppressionsView
from messaging.api.tenant.templates import TemplatePreviewView, TemplateTestSendView

app_name = "tenant_messaging"
urlpatterns = [
    path("consent/confirmations", ConfirmationsView.as_view(), name="confirmations"),
    path("contacts/<str:contact_id>/preferences-link", PreferencesLinkView.as_view(), name="preferences_link"),
    path("contacts/<str:contact_id>/addresses", AddressesView.as_view(), name="addresses"),
    path("contacts/<str:contact_id>/addresses/<str:address_id>", AddressView.as_view(), name="address"),
    path("inbox/threads", ThreadsView.as_view(), name="threads"),
    path("inbox/threads/<str:thread_id>", ThreadView.as_view(), name="thread"),
    path("inbox/threads/<str:thread_id>/contact", ThreadContactView.as_view(), name="thread_contact"),
    path("inbox/threads/<str:thread_id>/reply", ThreadReplyView.as_view(), name="thread_reply"),
    path("senders", SendersView.as_view(), name="senders"),
    path("senders/<str:sender_id>", SenderView.as_view(), name="sender"),
    path("senders/<str:sender_id>/test", SenderTestView.as_view(), name="sender_test"),
    path("senders/<str:sender_id>/templates", ProviderTemplatesView.as_view(), name="sender_templates"),
    path(
        "senders/<str:sender_id>/templates/fetch", ProviderTemplatesFetchView.as_view(), name="sender_templates_fetch"
    ),
    path("suppressions", SuppressionsView.as_view(), name="suppressions"),
    path("suppressions/<str:suppression_id>", SuppressionDetailView.as_view(), name="suppression"),
    path("templates/<str:template_id>/preview", TemplatePreviewView.as_view(), name="template_preview"),
    path("templates/<str:template_id>/test-send", TemplateTestSendView.as_view(), name="template_test_send"),
]
