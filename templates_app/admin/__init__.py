"""The staff admin of templates."""

from templates_app.admin.snippets import SnippetAdmin
from templates_app.admin.templates import TemplateAdmin, TemplateVersionAdmin

__all__ = ["SnippetAdmin", "TemplateAdmin", "TemplateVersionAdmin"]
