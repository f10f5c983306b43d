"""Reads of the templates app."""

from templates_app.selectors.detail import TemplateDetail
from templates_app.selectors.snippets import snippet_get, snippet_list, snippet_users
from templates_app.selectors.templates import (
    TemplateFacts,
    template_briefs,
    template_facts,
    template_get,
    template_list,
    template_names,
    template_variables,
    template_version,
    template_versions,
)

__all__ = [
    "TemplateDetail",
    "TemplateFacts",
    "snippet_get",
    "snippet_list",
    "snippet_users",
    "template_briefs",
    "template_facts",
    "template_get",
    "template_list",
    "template_names",
    "template_variables",
    "template_version",
    "template_versions",
]
