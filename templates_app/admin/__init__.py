"""The staff admin of templates."""

from templates_app.admin.templates import TemplateAdmin, TemplateVersionAdmin

__all__ = ["TemplateAdmin", "TemplateVersionAdmin"]
