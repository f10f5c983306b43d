"""Templates, their versions, and the snippets that they share."""

from templates_app.models.snippet import Snippet
from templates_app.models.template import Template, TemplateState, TemplateVersion

__all__ = ["Snippet", "Template", "TemplateState", "TemplateVersion"]
