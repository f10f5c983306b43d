"""Addresses of the workspace's own things under /api/workspaces/{workspace}."""

from django.urls import path

from workspaces.api.workspace.members import MembersView
from workspaces.api.workspace.settings import SettingsView

app_name = "workspace_workspaces"
urlpatterns = [
    path("members", MembersView.as_view(), name="members"),
    path("settings", SettingsView.as_view(), name="settings"),
]
