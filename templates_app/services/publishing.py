"""The states of a template (DESIGN §5): each transition one guarded UPDATE, audited in the same transaction.

Who may do what is the caller's rule: publishing needs an editor, rejecting and approving an admin. That nobody approves
a change of their own is `approval.py`'s.
"""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from templates_app.content.channels import content_type
from templates_app.models import Template, TemplateState, TemplateVersion
from templates_app.selectors.snippets import content_with_snippets
from templates_app.services.approval import NOT_WAITING, changes_refuse, require_approval
from templates_app.services.audit import template_audit
from templates_app.vouching import gaps_of
from workspaces.clock import database_now
from workspaces.errors import Conflict, FieldError, InvalidInput, Stale
from workspaces.services import Actor

MAX_REASON = 500


@transaction.atomic
def template_publish(*, template: Template, actor: Actor, expected_revision: int | None = None) -> TemplateVersion:
    """Compiles the draft and makes it the version that new launches send.

    Raises InvalidInput when the draft does not compile or has gaps, naming fields and lines; Conflict when the template
    is rejected or archived, is not at `expected_revision`, or lacks an approval that the workspace asks for. Then
    nothing has changed, and an earlier version stays published.
    """
    from_states = (TemplateState.DRAFT, TemplateState.PUBLISHED)
    # The lock makes two publishers take turns, so that version numbers have no gaps and no clashes.
    locked = Template.objects.in_workspace(template.workspace_id).select_for_update().get(pk=template.pk)
    if locked.state not in from_states:
        raise _conflict(locked, "published", from_states)
    if expected_revision not in (None, locked.revision):
        raise Stale("Somebody else has changed this template meanwhile.", current_status=locked.state)
    require_approval(locked, actor)
    kind = content_type(locked.channel)
    content = kind.parse(content_with_snippets(workspace=locked.workspace_id, content=locked.content))
    compiled = kind.compile(content, message_type=locked.message_type)
    _require_finished(gaps_of(kind, content, workspace_id=locked.workspace_id))
    last = locked.versions.aggregate(last=Max("number"))["last"] or 0
    version = TemplateVersion.objects.create(
        workspace_id=locked.workspace_id,
        template=locked,
        number=last + 1,
        content=locked.content,
        compiled=dict(compiled.stored),
        variables=list(compiled.variables),
        published_by_id=int(actor.id) if actor.kind == "user" else None,
    )
    _move(
        template,
        from_states,
        TemplateState.PUBLISHED,
        "published",
        published_version=version,
        rejection_reason="",
        rejected_at=None,
        **NOT_WAITING,
    )
    template_audit(template, actor, "template.published", {"version": version.number, "version_id": version.public_id})
    return version


@transaction.atomic
def template_reject(*, template: Template, reason: str, actor: Actor) -> Template:
    """Refuses a published template: queued messages finish, new ones are skipped with this reason, launches refused.

    Of a template that waits for approval, its changes are refused: a draft becomes rejected, and of a published one the
    published version stays. Raises InvalidInput without a reason; Conflict unless PUBLISHED or waiting.
    """
    cleaned = " ".join(reason.split())
    if not cleaned or len(cleaned) > MAX_REASON or not cleaned.isprintable():
        raise InvalidInput.of("reason", f"must be 1 to {MAX_REASON} printable characters")
    if not changes_refuse(template, cleaned):
        from_states = (TemplateState.PUBLISHED,)
        changes = {"rejection_reason": cleaned, "rejected_at": database_now(), **NOT_WAITING}
        _move(template, from_states, TemplateState.REJECTED, "rejected", **changes)
    template_audit(template, actor, "template.rejected", {"reason": cleaned})
    return template


@transaction.atomic
def template_return_to_draft(*, template: Template, actor: Actor) -> Template:
    """Lets a rejected or archived template be edited and published again. Raises Conflict from any other state."""
    from_states = (TemplateState.REJECTED, TemplateState.ARCHIVED)
    _move(template, from_states, TemplateState.DRAFT, "returned to draft", rejection_reason="")
    template_audit(template, actor, "template.returned_to_draft", {})
    return template


@transaction.atomic
def template_archive(*, template: Template, actor: Actor) -> Template:
    """Puts a template away; campaigns that were launched with it go on. Raises Conflict unless DRAFT or PUBLISHED."""
    from_states = (TemplateState.DRAFT, TemplateState.PUBLISHED)
    _move(template, from_states, TemplateState.ARCHIVED, "archived", **NOT_WAITING)
    template_audit(template, actor, "template.archived", {})
    return template


def _require_finished(gaps: Sequence[FieldError]) -> None:
    if gaps:
        raise InvalidInput(f"{gaps[0].field}: {gaps[0].message}", gaps)


def _move(
    template: Template, from_states: tuple[TemplateState, ...], to_state: TemplateState, verb: str, **changes: Any
) -> None:
    rows = Template.objects.in_workspace(template.workspace_id).filter(pk=template.pk, state__in=from_states)
    moved = rows.update(state=to_state, updated_at=timezone.now(), **changes)
    template.refresh_from_db()
    if moved != 1:
        raise _conflict(template, verb, from_states)


def _conflict(template: Template, verb: str, from_states: tuple[TemplateState, ...]) -> Conflict:
    return Conflict(
        f"A template that is {template.state} cannot be {verb}.",
        current_status=template.state,
        allowed=[state.value for state in from_states],
    )
