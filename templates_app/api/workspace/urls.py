"""Addresses of templates under /api/workspaces/{workspace}."""

from django.urls import path

from templates_app.api.workspace.templates import TemplatesView

app_name = "workspace_templates"
urlpatterns = [path("templates", TemplatesView.as_view(), name="templates")]
