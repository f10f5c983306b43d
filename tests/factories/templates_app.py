"""Templates for tests, made through the services that make them in production."""

from itertools import count
from typing import Any

from templates_app.models import Template, TemplateVersion
from templates_app.services import template_create, template_publish
from workspaces.models import Workspace
from workspaces.services import Actor

MJML = """<mjml>
  <mj-body>
    <mj-section>
      <mj-column>
        <mj-text>Hello {{ contact.first_name | default: "there" }}</mj-text>
        <mj-button href="https://example.com/start?c={{ contact.email | url_encode }}">Start</mj-button>
      </mj-column>
    </mj-section>
  </mj-body>
</mjml>"""

_numbers = count(1)


def email_content(**fields: Any) -> dict[str, Any]:
    """A small, valid e-mail; fields replace its own, None leaves one out."""
    content = {"subject": "Hello {{firstName}}", "mjml": MJML, **fields}
    return {name: value for name, value in content.items() if value is not None}


def make_template(workspace: Workspace, *, name: str | None = None, **fields: Any) -> Template:
    """A draft with content."""
    fields.setdefault("content", email_content())
    return template_create(
        workspace=workspace, name=name or f"Template {next(_numbers)}", actor=Actor.system(), **fields
    )


def make_published(workspace: Workspace, **fields: Any) -> tuple[Template, TemplateVersion]:
    """A published template and its version."""
    template = make_template(workspace, **fields)
    version = template_publish(template=template, actor=Actor.system())
    return template, version
