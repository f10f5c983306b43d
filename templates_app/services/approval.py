"""Approval by another person, where the workspace asks for it: whoever changed a draft last can't approve it.

Publishing is the approval. That approving needs an admin is the caller's rule.
"""

from typing import Any

from django.db import transaction
from django.utils import timezone

from templates_app.content.channels import content_type
from templates_app.models import Template, TemplateState
from templates_app.selectors.snippets import content_with_snippets
from templates_app.services.audit import template_audit
from templates_app.services.templates import EDITABLE, actor_key
from templates_app.settings import APPROVAL, approval_needed
from templates_app.vouching import gaps_of
from workspaces.errors import Conflict, InvalidInput
from workspaces.models import Workspace
from workspaces.services import Actor, audit_record

NOT_WAITING: dict[str, Any] = {"submitted_at": None, "submitted_by_name": ""}


@transaction.atomic
def approval_require(*, workspace: Workspace, needed: bool, actor: Actor) -> Workspace:
    """Says whether templates of this workspace need approval. What is published stays published."""
    locked = Workspace.objects.select_for_update().get(pk=workspace.pk)
    if approval_needed(locked) != needed:
        locked.settings = {**locked.settings, APPROVAL: needed}
        locked.save(update_fields=["settings"])
        audit_record(
            workspace=locked,
            actor=actor,
            action="workspace.templates_approval",
            target_type="workspace",
            target_id=locked.public_id,
            data={"needed": needed},
        )
    workspace.settings = locked.settings
    return locked


@transaction.atomic
def template_submit(*, template: Template, actor: Actor) -> Template:
    """Asks somebody else to approve the draft, as it is; any change takes the request back.

    Raises InvalidInput when the draft could not be published; Conflict where no approval is asked for, or the template
    is rejected, archived, or waits already.
    """
    if not approval_needed(template.workspace):
        raise Conflict("Templates of this workspace need no approval: publish it.", current_status=template.state)
    kind = content_type(template.channel)
    content = kind.parse(content_with_snippets(workspace=template.workspace_id, content=template.content))
    kind.compile(content, message_type=template.message_type)
    if gaps := gaps_of(kind, content, workspace_id=template.workspace_id):
        raise InvalidInput(f"{gaps[0].field}: {gaps[0].message}", gaps)
    rows = Template.objects.in_workspace(template.workspace_id)
    # Of what was read and checked, and nothing newer.
    rows = rows.filter(pk=template.pk, state__in=EDITABLE, submitted_at=None, revision=template.revision)
    now = timezone.now()
    if rows.update(submitted_at=now, submitted_by_name=actor.shown, rejection_reason="", updated_at=now) != 1:
        template.refresh_from_db()
        raise Conflict(_why_not(template), current_status=template.state, allowed=EDITABLE)
    template.refresh_from_db()
    template_audit(template, actor, "template.submitted", {"revision": template.revision})
    return template


def _why_not(template: Template) -> str:
    if template.is_waiting:
        return "This template waits for approval already."
    if template.state in EDITABLE:
        return "Somebody else has changed this template meanwhile."
    return f"A template that is {template.state} cannot be submitted."


def require_approval(template: Template, actor: Actor) -> None:
    """Raises Conflict where the workspace asks for approval, and publishing by this actor would be none."""
    if not approval_needed(template.workspace):
        return
    if not template.is_waiting:
        raise Conflict(
            "Templates of this workspace need approval by another person: submit it first.",
            current_status=template.state,
        )
    if actor.kind != "user":
        raise Conflict("A person has to approve this template.", current_status=template.state)
    if actor_key(actor) == template.changed_by:
        raise Conflict(
            "You changed this template last, so somebody else has to approve it.", current_status=template.state
        )


def changes_refuse(template: Template, reason: str) -> bool:
    """Refuses the draft that waits for approval: one never published becomes rejected. False where none waits."""
    rows = Template.objects.in_workspace(template.workspace_id).filter(pk=template.pk, submitted_at__isnull=False)
    shared = {**NOT_WAITING, "rejection_reason": reason, "updated_at": timezone.now()}
    moved = rows.filter(state=TemplateState.DRAFT).update(state=TemplateState.REJECTED, **shared) or rows.filter(
        state=TemplateState.PUBLISHED
    ).update(**shared)
    template.refresh_from_db()
    return moved == 1
