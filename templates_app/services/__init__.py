"""Writes of the templates app, and the preview."""

from templates_app.services.approval import approval_require, template_submit
from templates_app.services.making import template_make
from templates_app.services.preview import SAMPLE_CONTACT, TemplatePreview, template_preview
from templates_app.services.publishing import (
    template_archive,
    template_publish,
    template_reject,
    template_return_to_draft,
)
from templates_app.services.snippets import snippet_create, snippet_delete, snippet_republish, snippet_update
from templates_app.services.templates import (
    template_create,
    template_duplicate,
    template_restore,
    template_update,
)
from templates_app.settings import approval_needed

__all__ = [
    "SAMPLE_CONTACT",
    "TemplatePreview",
    "approval_needed",
    "approval_require",
    "snippet_create",
    "snippet_delete",
    "snippet_republish",
    "snippet_update",
    "template_archive",
    "template_create",
    "template_duplicate",
    "template_make",
    "template_preview",
    "template_publish",
    "template_reject",
    "template_restore",
    "template_return_to_draft",
    "template_submit",
    "template_update",
]
