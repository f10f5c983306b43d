"""Templates and their versions."""

from templates_app.models.template import Template, TemplateState, TemplateVersion

__all__ = ["Template", "TemplateState", "TemplateVersion"]
