"""Making and changing snippets. What is published stays as it is until the templates are published anew."""

from dataclasses import dataclass

from django.db import IntegrityError, transaction

from templates_app.content.snippets import KEY, holds_snippet
from templates_app.models import Snippet, Template, TemplateState
from templates_app.rendering.errors import SourceError
from templates_app.rendering.liquid import compile_liquid
from templates_app.rendering.rich_text import sanitize_rich_text
from templates_app.selectors.snippets import snippet_users
from templates_app.services.approval import template_submit
from templates_app.services.publishing import template_publish
from templates_app.services.templates import actor_key
from templates_app.settings import approval_needed
from workspaces.errors import Conflict, DomainError, InvalidInput
from workspaces.models import Workspace
from workspaces.services import Actor, audit_record

MAX_HTML = 10_000


@dataclass(frozen=True, slots=True)
class Republished:
    """What became of the templates that name a snippet: published, waiting for approval, or `left` with the reason."""

    published: list[Template]
    asked: list[Template]
    left: list[tuple[Template, str]]


@transaction.atomic
def snippet_create(*, workspace: Workspace, key: str, html: str, actor: Actor) -> Snippet:
    """A new snippet. Raises InvalidInput for a key that is taken or malformed, and for a text that does not compile."""
    if KEY.fullmatch(key) is None:
        raise InvalidInput.of("key", "must be up to 40 small letters, digits, - and _")
    try:
        with transaction.atomic():
            snippet = Snippet.objects.create(
                workspace=workspace, key=key, html=_checked(html), changed_by_name=actor.shown
            )
    except IntegrityError as error:
        raise InvalidInput.of("key", "is taken") from error
    _audit(snippet, actor, "snippet.created")
    return snippet


@transaction.atomic
def snippet_update(*, snippet: Snippet, html: str, actor: Actor) -> Snippet:
    """Another text. Published versions keep the one that they were made with. Raises InvalidInput."""
    snippet.html, snippet.changed_by_name = _checked(html), actor.shown
    snippet.save(update_fields=["html", "changed_by_name", "updated_at"])
    _audit(snippet, actor, "snippet.updated")
    return snippet


@transaction.atomic
def snippet_delete(*, snippet: Snippet, actor: Actor) -> None:
    """Deletes a snippet. Raises Conflict, naming them, while templates name it."""
    locked = Snippet.objects.in_workspace(snippet.workspace_id).select_for_update().get(pk=snippet.pk)
    users = snippet_users(workspace=locked.workspace_id).get(locked.key, [])
    if users:
        names = ", ".join(f"“{template.name}”" for template in users[:5])
        raise Conflict(f"It is used by {names}{' and others' if len(users) > 5 else ''}.")
    _audit(snippet, actor, "snippet.deleted")
    locked.delete()


def snippet_republish(*, snippet: Snippet, actor: Actor) -> Republished:
    """Publishes every published template that names the snippet anew, or asks for its approval where that is needed;
    those with other changes are left to a person.
    """
    done = Republished([], [], [])
    for template in snippet_users(workspace=snippet.workspace_id).get(snippet.key, []):
        if template.state != TemplateState.PUBLISHED:
            continue
        if template.has_changes:
            done.left.append((template, "has changes that are not published"))
            continue
        try:
            if approval_needed(snippet.workspace):
                _ask(template, actor)
                done.asked.append(template)
            else:
                template_publish(template=template, actor=actor, expected_revision=template.revision)
                done.published.append(template)
        except DomainError as error:
            done.left.append((template, error.message))
    return done


@transaction.atomic
def _ask(template: Template, actor: Actor) -> None:
    """Asks somebody else to approve what the snippet has changed: whoever has it published anew can't."""
    template_submit(template=template, actor=actor)
    rows = Template.objects.in_workspace(template.workspace_id).filter(pk=template.pk, revision=template.revision)
    rows.update(changed_by=actor_key(actor), changed_by_name=actor.shown)


def _checked(html: str) -> str:
    if len(html) > MAX_HTML:
        raise InvalidInput.of("html", f"at most {MAX_HTML:,} characters")
    if holds_snippet(html):
        raise InvalidInput.of("html", "a snippet can’t hold another one")
    try:
        cleaned = sanitize_rich_text(html)
        compile_liquid(cleaned, html=True)
    except SourceError as error:
        raise InvalidInput.of("html", str(error), error.code) from error
    if not cleaned:
        raise InvalidInput.of("html", "must not be empty")
    return cleaned


def _audit(snippet: Snippet, actor: Actor, action: str) -> None:
    audit_record(
        workspace=snippet.workspace,
        actor=actor,
        action=action,
        target_type="snippet",
        target_id=snippet.public_id,
        data={"key": snippet.key},
    )
