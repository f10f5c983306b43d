"""Making and changing senders. Credentials go in encrypted and never come out again, except to the provider."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError as ModelInvalid
from django.db import transaction
from django.db.models.functions import Now
from pydantic import BaseModel, SecretStr, ValidationError

from messaging.channels.base import UnusableAddress
from messaging.channels.registry import CHANNELS
from messaging.models import Message, MessageState, Sender, SenderUsage
from messaging.providers.credentials import encrypt, holds_any, readable
from messaging.providers.registry import PROVIDERS
from messaging.sender_limits import SenderLimits
from workspaces.channels import Channel
from workspaces.clock import database_now
from workspaces.errors import FieldError, InvalidInput
from workspaces.models import Workspace
from workspaces.nudge import nudge
from workspaces.services import Actor, audit_record

# Reasons of messages that wait for the sender's limits.
_HOLDING = ("sender_rate", "sender_hourly_limit", "sender_daily_limit")
CHANGEABLE = frozenset(
    {"name", "config", "credentials", "from_name", "from_address", "reply_to", "state", "is_default", "limits"}
)


@transaction.atomic
def sender_create(
    *,
    workspace: Workspace,
    name: str,
    channel: str,
    provider: str,
    from_address: str,
    actor: Actor,
    config: Mapping[str, Any] | None = None,
    credentials: Mapping[str, Any] | None = None,
    from_name: str = "",
    reply_to: str = "",
    is_default: bool = False,
    limits: Mapping[str, Any] | None = None,
) -> Sender:
    """A new, active sender; as the default one it takes the place of the one before. Raises InvalidInput."""
    sender = Sender(workspace=workspace, name=name, channel=channel, provider=provider)
    sender_check(
        sender,
        {
            "config": config or {},
            "credentials": credentials or {},
            "from_name": from_name,
            "from_address": from_address,
            "reply_to": reply_to,
            "is_default": is_default,
            "limits": limits or {},
        },
    )
    _give_up_default(sender)
    sender.save(force_insert=True)
    _record(sender, actor, "sender.created", ["name", "channel", "provider"])
    return sender


@transaction.atomic
def sender_update(*, sender: Sender, actor: Actor, changes: Mapping[str, Any]) -> Sender:
    """Changes what is named in `changes`; credentials that are not named stay. Raises InvalidInput.

    A sender whose provider was failing is tried again at once, and so is what waits for limits that were changed.
    """
    unknown = sorted(set(changes) - CHANGEABLE)
    if unknown:
        raise InvalidInput(
            "Unknown fields.", [FieldError(field, "unknown field", "unknown_field") for field in unknown]
        )
    current = Sender.objects.in_workspace(sender.workspace_id).select_for_update().get(pk=sender.pk)
    before = {field: getattr(current, field) for field in changes}
    sender_check(current, changes)
    _give_up_default(current)
    current.faults, current.fault_detail, current.unavailable_until = 0, "", None
    current.tripped_at = current.trip_noted_at = current.probe_until = None
    current.save()
    changed = sorted(field for field in changes if getattr(current, field) != before[field])
    if "limits" in changed:
        _look_again(current)
    _record(current, actor, "sender.updated", changed)
    return current


def sender_trip_noted(*, sender: Sender, now: datetime | None = None) -> None:
    """Whoever uses the sender has taken note that its breaker opened; nothing happens where it opened anew since."""
    tripped = Sender.objects.in_workspace(sender.workspace_id).filter(pk=sender.pk, tripped_at=sender.tripped_at)
    tripped.filter(trip_noted_at=None).update(trip_noted_at=now or database_now())


def sender_complaints_noted(*, sender: Sender, now: datetime | None = None) -> None:
    """Whoever uses the sender has taken note that too many complain of its mails."""
    rows = Sender.objects.in_workspace(sender.workspace_id).filter(pk=sender.pk)
    tripped = rows.filter(complaints_tripped_at=sender.complaints_tripped_at, complaints_noted_at=None)
    tripped.update(complaints_noted_at=now or database_now())


def sender_check(sender: Sender, changes: Mapping[str, Any]) -> None:
    """Puts the changes into the instance and checks them; writes nothing. Raises InvalidInput naming every fault."""
    provider = PROVIDERS.get(sender.provider)
    if provider is None:
        raise InvalidInput.of("provider", f"must be one of {', '.join(PROVIDERS)}")
    if sender.channel not in provider.channels:
        raise InvalidInput.of("channel", f"{sender.provider} serves {', '.join(sorted(provider.channels))}")
    errors: list[FieldError] = []
    for field in ("name", "from_name", "state", "is_default"):
        if field in changes:
            setattr(sender, field, changes[field])
    for field in ("from_address", "reply_to"):
        if field in changes:
            setattr(sender, field, _address(sender.channel, changes[field], field, errors))
    if "config" in changes:
        before, sender.config = sender.config, settings_checked(provider.Config, changes["config"], "config", errors)
        moved = leads_elsewhere(provider.Config, before, sender.config, provider.whereabouts)
        if moved and "credentials" not in changes and not errors and holds_any(bytes(sender.credentials)):
            errors.append(FieldError("credentials", "give them again: the address that they are sent to changes"))
    if "credentials" in changes:
        secrets = settings_checked(provider.Credentials, changes["credentials"], "credentials", errors)
        sender.credentials = encrypt(secrets)
    if not errors and changes.keys() & {"config", "credentials"}:
        errors += provider.faults(sender.config, readable(bytes(sender.credentials)))
    if "limits" in changes:
        sender.limits = _limits(changes["limits"], errors)
    errors += _model_errors(sender)
    if errors:
        raise InvalidInput(f"{errors[0].field}: {errors[0].message}", errors)


def _give_up_default(sender: Sender) -> None:
    """A new default sender takes the place of the one before."""
    if sender.is_default:
        others = Sender.objects.in_workspace(sender.workspace_id).filter(channel=sender.channel, is_default=True)
        others.exclude(pk=sender.pk).update(is_default=False)


def _model_errors(sender: Sender) -> list[FieldError]:
    try:
        sender.clean_fields(exclude={"workspace", "from_address", "config"})
    except ModelInvalid as error:
        return [FieldError(field, " ".join(texts)) for field, texts in error.message_dict.items()]
    return []


def _address(channel: str, value: Any, field: str, errors: list[FieldError]) -> str:
    if field == "reply_to":
        if value == "":
            return ""
        channel = Channel.EMAIL
    try:
        return CHANNELS[channel].from_address(str(value))
    except UnusableAddress as error:
        errors.append(FieldError(field, str(error)))
        return ""


def _limits(data: Any, errors: list[FieldError]) -> dict[str, Any]:
    try:
        return SenderLimits.model_validate(data).model_dump(mode="json", exclude_none=True)
    except ValidationError as error:
        faults = error.errors(include_url=False, include_input=False)
        errors += [FieldError(".".join(("limits", *map(str, fault["loc"]))), fault["msg"]) for fault in faults]
        return {}


def _look_again(sender: Sender) -> None:
    """Lets what waits for the sender's limits be decided on anew; the seconds planned by the old ones are free."""
    waiting = Message.objects.in_workspace(sender.workspace_id).filter(
        sender=sender, state=MessageState.QUEUED, reason__in=_HOLDING
    )
    waiting.update(not_before=Now())
    SenderUsage.objects.in_workspace(sender.workspace_id).filter(sender=sender).update(planned_until=Now())
    nudge("messaging.tasks.run_delivery")


def leads_elsewhere(
    model: type[BaseModel], before: Mapping[str, Any], after: Mapping[str, Any], names: Collection[str]
) -> bool:
    """Whether one of these settings differs; what is stored nowhere is as it is by default."""
    defaults = {name: field.get_default() for name, field in model.model_fields.items() if name in names}
    return any(before.get(name, default) != after.get(name, default) for name, default in defaults.items())


def settings_checked(model: type[BaseModel], data: Any, field: str, errors: list[FieldError]) -> dict[str, Any]:
    """What is stored of settings or secrets; what is wrong with them is added to `errors`, below `field`."""
    try:
        parsed = model.model_validate(data)
    except ValidationError as error:
        errors += [
            FieldError(".".join((field, *map(str, fault["loc"]))), fault["msg"])
            for fault in error.errors(include_url=False, include_input=False)
        ]
        return {}
    plain = {key: value.get_secret_value() if isinstance(value, SecretStr) else value for key, value in parsed}
    return {key: value for key, value in plain.items() if value != ""}


def _record(sender: Sender, actor: Actor, action: str, fields: list[str]) -> None:
    """The audit line names what was changed, never the values."""
    audit_record(
        workspace=sender.workspace,
        actor=actor,
        action=action,
        target_type="sender",
        target_id=sender.public_id,
        data={"fields": fields},
    )
