"""Making and editing templates: the draft. What is published is `publishing.py`'s."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from templates_app.content.channels import content_type
from templates_app.models import Template, TemplateState, TemplateVersion
from templates_app.services.audit import template_audit
from workspaces.channels import MessageType
from workspaces.errors import Conflict, FieldError, InvalidInput, Stale
from workspaces.models import Workspace
from workspaces.services import Actor

MAX_NAME = 120
_COPY = " (copy)"
_FIELDS = frozenset({"name", "message_type", "content"})
EDITABLE = (TemplateState.DRAFT, TemplateState.PUBLISHED)


@transaction.atomic
def template_create(
    *,
    workspace: Workspace,
    name: str,
    channel: str = "email",
    message_type: str = MessageType.MARKETING,
    content: Mapping[str, Any] | None = None,
    actor: Actor,
) -> Template:
    """A new draft. Without content it is empty and cannot be published yet. Raises InvalidInput, naming the field."""
    kind = content_type(channel)
    template = Template.objects.create(
        workspace=workspace,
        name=_checked_name(name),
        channel=channel,
        message_type=_checked_message_type(message_type),
        content=kind.parse(content).model_dump(exclude_unset=True) if content else {},
        changed_by=actor_key(actor),
        changed_by_name=actor.shown,
    )
    template_audit(template, actor, "template.created", {"name": template.name, "channel": channel})
    return template


@transaction.atomic
def template_update(
    *,
    template: Template,
    actor: Actor,
    name: str | None = None,
    message_type: str | None = None,
    content: Mapping[str, Any] | None = None,
    expected_revision: int | None = None,
) -> Template:
    """Changes what is given. The draft's content is replaced whole; what is published stays as it is until published.

    Whoever was asked to approve it is asked no longer. Raises InvalidInput; Stale where `expected_revision` is no
    longer the template's; Conflict when it is rejected or archived: it must return to draft first.
    """
    changes: dict[str, Any] = {}
    if name is not None:
        changes["name"] = _checked_name(name)
    if message_type is not None and message_type != template.message_type:
        changes["message_type"] = _checked_message_type(message_type)
    if content is not None:
        changes["content"] = content_type(template.channel).parse(content).model_dump(exclude_unset=True)
    if not changes:
        return template
    if "content" in changes or "message_type" in changes:
        changes |= {"submitted_at": None, "submitted_by_name": ""}
        changes |= {"changed_by": actor_key(actor), "changed_by_name": actor.shown}
    editable = Template.objects.in_workspace(template.workspace_id).filter(pk=template.pk, state__in=EDITABLE)
    if "message_type" in changes:
        # Consent was asked, and an unsubscribe link added, for the type under which it was published.
        editable = editable.filter(published_version__isnull=True)
    if expected_revision is not None:
        editable = editable.filter(revision=expected_revision)
    if editable.update(**changes, revision=F("revision") + 1, updated_at=timezone.now()) != 1:
        _refuse_update(template, changes, expected_revision)
    template_audit(template, actor, "template.updated", {"fields": sorted(changes.keys() & _FIELDS)})
    template.refresh_from_db()
    return template


@transaction.atomic
def template_duplicate(*, template: Template, actor: Actor, name: str | None = None) -> Template:
    """A new draft with the content of this one's draft."""
    return template_create(
        workspace=template.workspace,
        name=name if name is not None else f"{template.name[: MAX_NAME - len(_COPY)]}{_COPY}",
        channel=template.channel,
        message_type=template.message_type,
        content=template.content or None,
        actor=actor,
    )


def template_restore(*, template: Template, version: TemplateVersion, actor: Actor) -> Template:
    """Makes the draft what this version was; what is published stays until it is published. Raises Conflict."""
    return template_update(template=template, content=version.content, actor=actor)


def actor_key(actor: Actor) -> str:
    """An actor as templates remember them."""
    return f"{actor.kind}:{actor.id}"


def _refuse_update(template: Template, changes: Mapping[str, Any], expected_revision: int | None) -> None:
    template.refresh_from_db()
    if template.state in EDITABLE and expected_revision not in (None, template.revision):
        raise Stale("Somebody else has changed this template meanwhile.", current_status=template.state)
    if template.state in EDITABLE and "message_type" in changes:
        raise InvalidInput.of("message_type", "cannot change once the template was published; make a new template")
    raise Conflict(
        f"A template that is {template.state} cannot be edited.", current_status=template.state, allowed=EDITABLE
    )


def _checked_name(name: str) -> str:
    cleaned = name.strip()
    if not cleaned or len(cleaned) > MAX_NAME or not cleaned.isprintable():
        raise InvalidInput.of("name", f"must be 1 to {MAX_NAME} printable characters")
    return cleaned


def _checked_message_type(message_type: str) -> str:
    if message_type not in MessageType.values:
        allowed = ", ".join(MessageType.values)
        raise InvalidInput("Unknown message type.", [FieldError("message_type", f"must be one of {allowed}")])
    return message_type
