"""Addresses of messaging under /api/v1/tenant/. No slash at the end, as in seed 001."""

from django.urls import path

from messaging.api.tenant.confirmations import ConfirmationsView, PreferencesLinkView

app_name = "tenant_messaging"
urlpatterns = [
    path("consent/confirmations", ConfirmationsView.as_view(), name="confirmations"),
    path("contacts/<str:contact_id>/preferences-link", PreferencesLinkView.as_view(), name="preferences_link"),
]
