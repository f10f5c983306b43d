"""The audit lines of templates."""

from collections.abc import Mapping
from typing import Any

from templates_app.models import Template
from workspaces.services import Actor, audit_record


def template_audit(template: Template, actor: Actor, action: str, data: Mapping[str, Any]) -> None:
    """One line about a template, in the caller's transaction."""
    audit_record(
        workspace=template.workspace,
        actor=actor,
        action=action,
        target_type="template",
        target_id=template.public_id,
        data=data,
    )
