"""The form of a sender: its own fields, and those that its provider's models ask for. Secrets go in and never out.

A secret's field is empty whatever is stored; left empty, what is stored stays.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.http import QueryDict
from pydantic import BaseModel

from messaging.models import Sender
from messaging.providers.base import Provider
from workspaces.channels import Channel
from workspaces.errors import DomainError

CONFIG, CREDENTIALS = "config", "credentials"
_OF_MAIL = ("from_name", "reply_to")
_FROM = {
    Channel.EMAIL: ("Address", "What receivers see, such as news@example.com."),
    Channel.SMS: ("Number or name", "A number with its country code, a short code, a name or a messaging service."),
}
_NUMBERS = {"integer": int, "number": float}


@dataclass(frozen=True, slots=True)
class FormField:
    """One field as the page shows it. `kind`: text, number, secret, long_secret, choice or tick."""

    name: str
    label: str
    kind: str = "text"
    value: str = ""
    hint: str = ""
    fault: str = ""
    placeholder: str = ""
    required: bool = False
    options: tuple[tuple[str, str], ...] = ()

    @property
    def id(self) -> str:
        """For labels."""
        return f"f-{self.name.replace('.', '-')}"

    @property
    def described_by(self) -> str:
        """The ids of what stands below it."""
        parts = [part for part, text in (("hint", self.hint), ("fault", self.fault)) if text]
        return " ".join(f"{self.id}-{part}" for part in parts)


@dataclass(frozen=True, slots=True)
class SenderForm:
    """All fields, by the sections of the page."""

    own: list[FormField]
    settings: list[FormField]
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
    faults = {detail.field: _in_words(detail.message) for detail in error.details} if error else {}
    stored: dict[str, Any] = {} if sender is None else _stored(sender)

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
        [_with_fault(field, faults) for field in own],
        [_with_fault(field, faults) for field in _fields(provider.Config, CONFIG, shown, fresh=fresh)],
        [_with_fault(field, faults) for field in _fields(provider.Credentials, CREDENTIALS, shown, fresh=False)],
        faults.get(CREDENTIALS, ""),
    )


def values_of(data: QueryDict, channel: str, provider: Provider, *, new: bool) -> dict[str, Any]:
    """What the services take. Without any credential given, those that are stored stay."""
    values: dict[str, Any] = {name: data.get(name, "").strip() for name in ("name", "from_address")}
    if channel == Channel.EMAIL:
        values |= {name: data.get(name, "").strip() for name in _OF_MAIL}
    values[CONFIG] = _read(data, CONFIG, provider.Config)
    secrets = _read(data, CREDENTIALS, provider.Credentials)
    if secrets or new:
        values[CREDENTIALS] = secrets
    return values


def _fields(model: type[BaseModel], prefix: str, shown: Any, *, fresh: bool) -> list[FormField]:
    schema = model.model_json_schema()
    required = schema.get("required", [])
    found = []
    for name, part in schema.get("properties", {}).items():
        path = f"{prefix}.{name}"
        labels = part.get("x-labels", {})
        secret = bool(part.get("writeOnly"))
        value = "" if secret or prefix == CREDENTIALS else shown(path)
        if not value and fresh and part.get("default") is not None:
            value = str(part["default"])
        found.append(
            FormField(
                path,
                part["title"],
                kind=_kind(part, secret),
                value=value,
                hint=part.get("description", ""),
                placeholder=str(next(iter(part.get("examples", [])), "")),
                required=name in required,
                options=tuple((each, labels.get(each, each)) for each in part.get("enum", [])),
            )
        )
    return found


def _kind(part: Mapping[str, Any], secret: bool) -> str:
    if secret:
        return "long_secret" if part.get("x-multiline") else "secret"
    if "enum" in part:
        return "choice"
    return "number" if part.get("type") in _NUMBERS else "tick" if part.get("type") == "boolean" else "text"


def _read(data: QueryDict, prefix: str, model: type[BaseModel]) -> dict[str, Any]:
    """What was filled in; what is empty is left to the model's defaults."""
    values: dict[str, Any] = {}
    for name, part in model.model_json_schema().get("properties", {}).items():
        text = data.get(f"{prefix}.{name}", "").strip()
        if part.get("type") == "boolean":
            values[name] = bool(text)
        elif text:
            values[name] = _number(text, part["type"]) if part.get("type") in _NUMBERS else text
    return values


def _number(text: str, kind: str) -> Any:
    try:
        return _NUMBERS[kind](text)
    except ValueError:
        return text


def _stored(sender: Sender) -> dict[str, Any]:
    own = {name: getattr(sender, name) for name in ("name", "from_address", *_OF_MAIL)}
    return own | {f"{CONFIG}.{name}": value for name, value in sender.config.items()}


def _with_fault(field: FormField, faults: Mapping[str, str]) -> FormField:
    return replace(field, fault=faults.get(field.name, ""))


def _in_words(message: str) -> str:
    if message.startswith("String should match pattern"):
        return "does not look right: a character is missing, or too much"
    return "is required" if message == "Field required" else message.removeprefix("Value error, ")
