"""Rendering: Liquid, MJML, sanitising, the text part; from an author's content to one contact's message."""

from templates_app.rendering.email import CompiledEmail, RenderedEmail, compile_content
from templates_app.rendering.errors import RenderFailed
from templates_app.rendering.parts import Rendered
from templates_app.rendering.versions import load_version

__all__ = ["CompiledEmail", "RenderFailed", "Rendered", "RenderedEmail", "compile_content", "load_version"]
