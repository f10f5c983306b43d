"""Addresses of contacts under /public/v1/email/. No slash at the end, as in seed 002."""

from django.urls import path

from contacts.api.email.contacts import ContactBulkUpsertView, ContactUpsertView

app_name = "email_contacts"
urlpatterns = [
    path("contacts/upsert", ContactUpsertView.as_view(), name="upsert"),
    path("contacts/bulk-upsert", ContactBulkUpsertView.as_view(), name="bulk_upsert"),
]
