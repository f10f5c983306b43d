"""Addresses of senders under /api/workspaces/{workspace}."""

from django.urls import path

from messaging.api.workspace.senders import SendersView

app_name = "workspace_messaging"
urlpatterns = [path("senders", SendersView.as_view(), name="senders")]
