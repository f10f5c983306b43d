"""Addresses of templates under /api/workspaces/{workspace}."""

from django.urls import path

from templates_app.api.workspace.actions import (
    TemplateArchiveView,
    TemplateDuplicateView,
    TemplatePublishView,
    TemplateRejectView,
    TemplateReturnView,
    TemplateSubmitView,
)
from templates_app.api.workspace.detail import (
    TemplateBlocksView,
    TemplateDetailView,
    TemplateRestoreView,
    TemplateVersionsView,
    TemplateVersionView,
)
from templates_app.api.workspace.snippets import SnippetsView
from templates_app.api.workspace.templates import TemplatesView

app_name = "workspace_templates"
_ONE = "templates/<str:template_id>"
urlpatterns = [
    path("templates", TemplatesView.as_view(), name="templates"),
    path("snippets", SnippetsView.as_view(), name="snippets"),
    path("templateBlocks", TemplateBlocksView.as_view(), name="template_blocks"),
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
