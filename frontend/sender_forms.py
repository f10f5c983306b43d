"""The form of a sender: its own fields, and those that its provider's models ask for. Secrets go in and never out.

A secret's field is empty whatever is stored; left empty, what is stored stays.
"""

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from pydantic import BaseModel

from frontend.schema_forms import FormField, faults_of, schema_fields, schema_values, stored_values, with_faults
from messaging.models import ReturnMailbox, Sender
from messaging.providers.base import Provider
from messaging.returns.settings import MailboxCredentials, MailboxSettings
from messaging.sender_limits import SenderLimits
from workspaces.channels import Channel
from workspaces.errors import DomainError

CONFIG, CREDENTIALS, LIMITS, HOOK = "config", "credentials", "limits", "hook"
_OF_MAIL = ("from_name", "reply_to")
_FROM = {
    Channel.EMAIL: ("Address", "What receivers see, such as news@example.com."),
    Channel.WHATSAPP: ("Business number", "With its country code, such as +436641234567."),
    Channel.TELEGRAM: ("Name of the bot", "Such as @example_bot."),
    Channel.PUSH: ("Name of the app or site", "For you and your colleagues."),
    Channel.ONSITE: ("Name of the site", "For you and your colleagues."),
    Channel.SMS: ("Number or name", "A number with its country code, a short code, a name or a messaging service."),
}


@dataclass(frozen=True, slots=True)
class SenderForm:
    """All fields, by the sections of the page."""

    own: list[FormField]
    settings: list[FormField]
    limits: list[FormField]
    limits_fault: str
    secrets: list[FormField]
    secrets_fault: str = ""


def form_of(
    channel: str,
    provider: Provider,
    sender: Sender | None = None,
    given: QueryDict | None = None,
    error: DomainError | None = None,
) -> SenderForm:
    """The form with what was given, else with what is stored."""
    faults = faults_of(error)
    stored: dict[str, Any] = {} if sender is None else _stored(sender, provider)

    def shown(name: str) -> str:
        return given.get(name, "") if given is not None else str(stored.get(name, ""))

    label, hint = _FROM.get(Channel(channel), ("Sender", ""))
    own = [
        FormField("name", "Name", value=shown("name"), required=True, hint="What you and your colleagues call it."),
        FormField("from_address", label, value=shown("from_address"), required=True, hint=hint),
    ]
    if channel == Channel.EMAIL:
        own.append(FormField("from_name", "Name that receivers see", value=shown("from_name")))
        own.append(FormField("reply_to", "Answers go to", value=shown("reply_to"), hint="Empty: to the address above."))
    fresh = given is None and sender is None
    return SenderForm(
        with_faults(own, faults),
        with_faults(schema_fields(provider.Config, CONFIG, shown, fresh=fresh), faults),
        with_faults(schema_fields(SenderLimits, LIMITS, shown, fresh=fresh), faults),
        faults.get(LIMITS, ""),
        with_faults(
            schema_fields(provider.Credentials, CREDENTIALS, lambda name: "", fresh=False, beside=CONFIG), faults
        ),
        faults.get(CREDENTIALS, ""),
    )


def hook_fields(secrets: type[BaseModel], error: DomainError | None = None) -> list[FormField]:
    """What a sender's provider proves its calls by; always empty."""
    return with_faults(schema_fields(secrets, HOOK, lambda name: "", fresh=False), faults_of(error))


def mailbox_form(
    mailbox: ReturnMailbox | None, given: QueryDict | None = None, error: DomainError | None = None
) -> SenderForm:
    """The form of the mailbox that bounces and answers are read from; its password is never shown."""
    faults = faults_of(error)
    stored = stored_values(MailboxSettings, CONFIG, mailbox.config if mailbox else {})

    def shown(name: str) -> str:
        return given.get(name, "") if given is not None else str(stored.get(name, ""))

    fresh = given is None and mailbox is None
    settings = schema_fields(MailboxSettings, CONFIG, shown, fresh=fresh)
    secrets = schema_fields(MailboxCredentials, CREDENTIALS, lambda name: "", fresh=False, beside=CONFIG)
    return SenderForm(
        [], with_faults(settings, faults), [], "", with_faults(secrets, faults), faults.get(CREDENTIALS, "")
    )


def values_of(data: QueryDict, channel: str, provider: Provider, *, new: bool) -> dict[str, Any]:
    """What the services take. Without any credential given, those that are stored stay."""
    values: dict[str, Any] = {name: data.get(name, "").strip() for name in ("name", "from_address")}
    if channel == Channel.EMAIL:
        values |= {name: data.get(name, "").strip() for name in _OF_MAIL}
    values[CONFIG] = schema_values(data, CONFIG, provider.Config)
    values[LIMITS] = schema_values(data, LIMITS, SenderLimits)
    secrets = schema_values(data, CREDENTIALS, provider.Credentials, beside=CONFIG)
    if any(secrets.values()) or new:
        values[CREDENTIALS] = secrets
    return values


def _stored(sender: Sender, provider: Provider) -> dict[str, Any]:
    own = {name: getattr(sender, name) for name in ("name", "from_address", *_OF_MAIL)}
    limits = stored_values(SenderLimits, LIMITS, sender.limits)
    return own | stored_values(provider.Config, CONFIG, sender.config) | limits
