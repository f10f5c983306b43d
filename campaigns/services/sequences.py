"""Saving a sequence: the steps of a linear flow, with the templates that hold the texts of its emails."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from campaigns.flow import parse
from campaigns.flow.sequence import SequenceDraft, TemplateIntent, sequence_to_flow
from campaigns.lifecycle.guards import campaign_lock
from campaigns.lifecycle.versions import campaign_document
from campaigns.models import Campaign, FlowVersion
from campaigns.sequence_body import content_of_body, same_text
from campaigns.services.drafts import draft_save
from campaigns.services.template_uses import templates_shared
from templates_app.models import Template
from templates_app.services import template_create, template_publish, template_update
from workspaces.errors import FieldError, InvalidInput
from workspaces.services import Actor

_NAME_LENGTH = 120


@transaction.atomic
def sequence_save(*, campaign: Campaign, steps: object, actor: Actor, path: str = "sequence") -> FlowVersion:
    """Stores the steps as the campaign's draft; each email's text becomes a published template.

    A template is changed only if no other campaign uses it; otherwise a changed text gets a template of its own. Raises
    InvalidInput naming the step and field, Conflict when the campaign is finished or a template is rejected.
    """
    campaign = campaign_lock(campaign)
    current = parse(campaign_document(campaign))
    draft = sequence_to_flow(steps, current=current, path=path)
    known = _templates(campaign, draft)
    shared = templates_shared(campaign, known)
    places = {key: f"{path}[{place}]" for place, (key, _) in enumerate(draft.steps)}
    _check_messages(campaign, draft, places)
    ids = {
        intent.node: _ensure_template(campaign, intent, known, shared, actor, places[intent.node])
        for intent in draft.templates
    }
    return draft_save(campaign=campaign, document=draft.flow(ids).document(), actor=actor)


def _templates(campaign: Campaign, draft: SequenceDraft) -> dict[UUID, Template]:
    """The templates that the steps name, in one query."""
    ids = [intent.template_id for intent in draft.templates if intent.template_id]
    rows = Template.objects.in_workspace(campaign.workspace_id).filter(pk__in=ids, channel="email")
    return {row.pk: row for row in rows.select_related("workspace", "published_version")}


def _check_messages(campaign: Campaign, draft: SequenceDraft, places: Mapping[str, str]) -> None:
    """Raises InvalidInput for a message whose template isn't there, or is of another channel."""
    ids = {step.template for step in draft.messages.values()}
    rows = Template.objects.in_workspace(campaign.workspace_id).filter(pk__in=ids)
    channels = dict(rows.values_list("pk", "channel"))
    details = [
        FieldError(f"{places[key]}.template", f"there is no such {step.type} template")
        for key, step in draft.messages.items()
        if channels.get(step.template) != step.type
    ]
    if details:
        raise InvalidInput(f"{details[0].field}: {details[0].message}", details)


def _ensure_template(
    campaign: Campaign,
    intent: TemplateIntent,
    known: Mapping[UUID, Template],
    shared: set[UUID],
    actor: Actor,
    place: str,
) -> UUID:
    if intent.template_id is not None and intent.template_id not in known:
        raise InvalidInput.of(f"{place}.template", "there is no such email template")
    template = known.get(intent.template_id) if intent.template_id else None
    if template is not None and same_text(template.content, intent.subject, intent.body):
        return template.pk
    try:
        if template is None or template.pk in shared:
            template = _create(campaign, intent, actor)
        else:
            kept = {key: value for key, value in template.content.items() if key == "preheader"}
            content = kept | content_of_body(intent.subject, intent.body)
            template = template_update(template=template, actor=actor, content=content)
        template_publish(template=template, actor=actor)
    except InvalidInput as error:
        raise _at_step(error, place) from error
    return template.pk


def _create(campaign: Campaign, intent: TemplateIntent, actor: Actor) -> Template:
    name = " ".join(f"{campaign.name}: {intent.subject}".split())
    printable = "".join(char for char in name if char.isprintable())
    return template_create(
        workspace=campaign.workspace,
        name=printable[:_NAME_LENGTH],
        channel="email",
        content=content_of_body(intent.subject, intent.body),
        actor=actor,
    )


def _at_step(error: InvalidInput, place: str) -> InvalidInput:
    """The same error at the step's own fields: what a template calls html, mjml or text is the step's body."""
    details: list[FieldError] = []
    for detail in error.details:
        field = "subject" if detail.field.startswith("content.subject") else "body"
        details.append(FieldError(f"{place}.{field}", detail.message, detail.code))
    if not details:
        details.append(FieldError(place, error.message))
    return InvalidInput(f"{details[0].field}: {details[0].message}", details)


def changed_flow(*, campaign: Campaign, document: Any, steps: Any, actor: Actor) -> FlowVersion | None:
    """Saves whichever of a flow document and a sequence is given. Raises InvalidInput when both are."""
    if document is not None and steps is not None:
        raise InvalidInput.of("sequence", "send either a sequence or a workflow, not both")
    if steps is not None:
        return sequence_save(campaign=campaign, steps=steps, actor=actor)
    if document is not None:
        return draft_save(campaign=campaign, document=document, actor=actor)
    return None
