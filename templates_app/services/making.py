"""A template made ready for sending in one step, for callers who write it as a whole."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from templates_app.models import Template
from templates_app.services.approval import template_submit
from templates_app.services.publishing import template_publish
from templates_app.services.templates import template_create
from templates_app.settings import approval_needed
from workspaces.models import Workspace
from workspaces.services import Actor


@transaction.atomic
def template_make(
    *,
    workspace: Workspace,
    name: str,
    channel: str,
    message_type: str,
    content: Mapping[str, Any],
    publish: bool,
    actor: Actor,
) -> Template:
    """A new template; with `publish` it is published, or where that needs approval, approval is asked for.

    All or nothing: raises as `template_create` and `template_publish` do.
    """
    made = template_create(
        workspace=workspace, name=name, channel=channel, message_type=message_type, content=content, actor=actor
    )
    if publish and approval_needed(workspace):
        template_submit(template=made, actor=actor)
    elif publish:
        template_publish(template=made, actor=actor)
    return made
