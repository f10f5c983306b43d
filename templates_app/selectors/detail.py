"""Everything that is told of one template."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from templates_app.models import Template
from templates_app.selectors.templates import template_variables
from templates_app.settings import approval_needed
from templates_app.uses import TemplateUse, uses_of
from workspaces.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class TemplateDetail:
    """A template as its own page and the APIs tell it. `version` is the number of what is sent, None before that."""

    public_id: str
    name: str
    channel: str
    message_type: str
    state: str
    rejection_reason: str | None
    content: Mapping[str, Any]
    variables: tuple[str, ...]
    revision: int
    version: int | None
    published_at: datetime | None
    has_changes: bool
    approval_needed: bool
    submitted_at: datetime | None
    submitted_by: str | None
    changed_by: str | None
    used_by: list[TemplateUse]
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, template: Template) -> Self:
        """Reads what belongs to it; `variables` are empty while the draft does not compile."""
        version = template.published_version
        return cls(
            public_id=template.public_id,
            name=template.name,
            channel=template.channel,
            message_type=template.message_type,
            state=template.state,
            rejection_reason=template.rejection_reason or None,
            content=template.content,
            variables=_variables(template),
            revision=template.revision,
            version=version.number if version else None,
            published_at=version.published_at if version else None,
            has_changes=template.has_changes,
            approval_needed=approval_needed(template.workspace),
            submitted_at=template.submitted_at,
            submitted_by=template.submitted_by_name or None,
            changed_by=template.changed_by_name or None,
            used_by=uses_of(workspace=template.workspace, templates=[template])[template.pk],
            created_at=template.created_at,
            updated_at=template.updated_at,
        )


def _variables(template: Template) -> tuple[str, ...]:
    try:
        return template_variables(template=template)
    except InvalidInput:
        return ()
