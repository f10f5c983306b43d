"""Reads of the templates app."""

from templates_app.selectors.detail import TemplateDetail
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
    "template_briefs",
    "template_facts",
    "template_get",
    "template_list",
    "template_names",
    "template_variables",
    "template_version",
    "template_versions",
]
