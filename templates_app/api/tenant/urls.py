"""Addresses of templates under /api/v1/tenant/. Preview and test-send, which need contacts, are messaging's."""

from django.urls import path

from templates_app.api.tenant.actions import (
    TemplateArchiveView,
    TemplateDuplicateView,
    TemplatePublishView,
    TemplateRejectView,
    TemplateReturnView,
    TemplateSubmitView,
)
from templates_app.api.tenant.snippets import SnippetsView, SnippetView
from templates_app.api.tenant.templates import TemplateDetailView, TemplatesView
from templates_app.api.tenant.versions import TemplateRestoreView, TemplateVersionsView, TemplateVersionView

app_name = "tenant_templates"
_ONE = "templates/<str:template_id>"
urlpatterns = [
    path("snippets", SnippetsView.as_view(), name="snippets"),
    path("snippets/<str:snippet_id>", SnippetView.as_view(), name="snippet"),
    path("templates", TemplatesView.as_view(), name="templates"),
    path(_ONE, TemplateDetailView.as_view(), name="template"),
    path(f"{_ONE}/publish", TemplatePublishView.as_view(), name="template_publish"),
    path(f"{_ONE}/submit", TemplateSubmitView.as_view(), name="template_submit"),
    path(f"{_ONE}/reject", TemplateRejectView.as_view(), name="template_reject"),
    path(f"{_ONE}/return", TemplateReturnView.as_view(), name="template_return"),
    path(f"{_ONE}/archive", TemplateArchiveView.as_view(), name="template_archive"),
    path(f"{_ONE}/duplicate", TemplateDuplicateView.as_view(), name="template_duplicate"),
    path(f"{_ONE}/versions", TemplateVersionsView.as_view(), name="template_versions"),
    path(f"{_ONE}/versions/<str:number>", TemplateVersionView.as_view(), name="template_version"),
    path(f"{_ONE}/versions/<str:number>/restore", TemplateRestoreView.as_view(), name="template_restore"),
]
