"""Addresses of templates under /public/v1/email/. No slash at the end, as in seed 002."""

from django.urls import path

from templates_app.api.email.templates import TemplatesView

app_name = "email_templates"
urlpatterns = [path("templates", TemplatesView.as_view(), name="templates")]
