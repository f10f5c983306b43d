"""Addresses of senders under /api/workspaces/{workspace}."""

from django.urls import path

from messaging.api.workspace.senders import SendersView
from messaging.api.workspace.templates import TemplatePreviewView, TemplateTestSendView

app_name = "workspace_messaging"
urlpatterns = [
    path("senders", SendersView.as_view(), name="senders"),
    path("templates/<str:template_id>/preview", TemplatePreviewView.as_view(), name="template_preview"),
    path("templates/<str:template_id>/testSend", TemplateTestSendView.as_view(), name="template_test_send"),
]
