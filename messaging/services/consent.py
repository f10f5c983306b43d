"""Settling how a workspace asks for consent."""

from django.db import transaction

from messaging.models import ConsentSettings
from templates_app.models import Template, TemplateState
from workspaces.channels import Channel, MessageType
from workspaces.errors import FieldError, InvalidInput
from workspaces.models import Workspace
from workspaces.services import Actor, audit_record

_TEXTS = {"brand_name": 80, "intro": 500}
_NUMBERS = {"link_hours": (1, 24 * 90), "cooldown_minutes": (1, 24 * 60)}


@transaction.atomic
def consent_settings_set(
    *,
    workspace: Workspace,
    confirmation_template: Template | None,
    link_hours: int = 72,
    cooldown_minutes: int = 15,
    brand_name: str = "",
    intro: str = "",
    actor: Actor,
) -> ConsentSettings:
    """Stores all of it. Raises InvalidInput naming each field that is wrong."""
    texts = {"brand_name": " ".join(brand_name.split()), "intro": " ".join(intro.split())}
    numbers = {"link_hours": link_hours, "cooldown_minutes": cooldown_minutes}
    faults = [
        FieldError(name, f"must be at most {most} characters")
        for name, most in _TEXTS.items()
        if len(texts[name]) > most or "\x00" in texts[name]
    ]
    faults += [
        FieldError(name, f"must be {least} to {most}")
        for name, (least, most) in _NUMBERS.items()
        if not least <= numbers[name] <= most
    ]
    if confirmation_template is not None and not _fits(confirmation_template, workspace):
        faults.append(FieldError("confirmation_template", "must be a published transactional e-mail"))
    if faults:
        raise InvalidInput(f"{faults[0].field}: {faults[0].message}", faults)
    values = {**texts, **numbers, "confirmation_template": confirmation_template}
    stored, _ = ConsentSettings.objects.in_workspace(workspace).update_or_create(workspace=workspace, defaults=values)
    audit_record(
        workspace=workspace,
        actor=actor,
        action="consent.settings_changed",
        target_type="workspace",
        target_id=workspace.public_id,
    )
    return stored


def _fits(template: Template, workspace: Workspace) -> bool:
    kind = (template.workspace_id, template.channel, template.message_type, template.state)
    return kind == (workspace.pk, Channel.EMAIL, MessageType.TRANSACTIONAL, TemplateState.PUBLISHED)
