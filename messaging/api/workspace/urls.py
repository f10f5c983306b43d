"""Addresses of the inbox, senders and templates under /api/workspaces/{workspace}."""

from django.urls import path

from messaging.api.workspace.inbox import (
    InboxContactView,
    InboxReplyView,
    InboxThreadsView,
    InboxThreadView,
)
from messaging.api.workspace.senders import SendersView
from messaging.api.workspace.templates import TemplatePreviewView, TemplateTestSendView

app_name = "workspace_messaging"
urlpatterns = [
    path("inboxThreads", InboxThreadsView.as_view(), name="inbox_threads"),
    path("inboxThreads/<str:thread_id>", InboxThreadView.as_view(), name="inbox_thread"),
    path("inboxThreads/<str:thread_id>/contact", InboxContactView.as_view(), name="inbox_contact"),
    path("inboxThreads/<str:thread_id>/reply", InboxReplyView.as_view(), name="inbox_reply"),
    path("senders", SendersView.as_view(), name="senders"),
    path("templates/<str:template_id>/preview", TemplatePreviewView.as_view(), name="template_preview"),
    path("templates/<str:template_id>/testSend", TemplateTestSendView.as_view(), name="template_test_send"),
]
