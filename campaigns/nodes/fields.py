"""Field types that node configs share: ids, rules, Liquid texts. They carry hints for the builder's forms.

Hints stand in the JSON Schema: `x-editor` picks the input, `x-labels` names the values of a choice, `x-unit` what is
counted, `x-help` says for people what the description says for programs, `x-group` folds rarely needed fields away,
`x-one-of` lists the ways of a config of which one may be taken.
"""

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import UTC, tzinfo
from typing import Annotated, Any, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    PlainSerializer,
    StrictStr,
    StringConstraints,
    WithJsonSchema,
)
from pydantic.config import JsonDict
from pydantic_core import PydanticCustomError

from workspaces import ids

# The words of workspaces.channels.Channel, which can't be imported here: it is made of ORM parts.
Channel = Literal["email", "sms", "whatsapp", "telegram", "push", "onsite"]
_CHANNEL_WORDS = {
    "email": "E-mail",
    "sms": "SMS",
    "whatsapp": "WhatsApp",
    "telegram": "Telegram",
    "push": "Push",
    "onsite": "On-site",
}
CHANNEL_NAMES: JsonDict = {"x-labels": {**_CHANNEL_WORDS}}

PORT_PATTERN = r"^[A-Za-z0-9_-]{1,64}$"
# A field of the contact or the key of an attribute, as contacts allows them, without those that nobody may write.
FIELD_PATTERN = r"^[A-Za-z_][A-Za-z0-9_-]{0,63}$"
READ_ONLY_FIELDS = frozenset({"id", "created_at", "changed_at", "score", "tags", "attributes"})


def _decoder(prefix: str) -> Callable[[object], UUID]:
    def decode(value: object) -> UUID:
        if isinstance(value, UUID):
            return value
        try:
            return ids.decode(prefix, value)  # type: ignore[arg-type]
        except ids.InvalidId as error:
            raise PydanticCustomError("invalid_id", "{reason}", {"reason": str(error)}) from None

    return decode


def _encoder(prefix: str) -> Callable[[UUID], str]:
    return lambda value: ids.encode(prefix, value)


def _id_schema(prefix: str, editor: str, hints: Mapping[str, str] | None = None) -> WithJsonSchema:
    return WithJsonSchema(
        {"type": "string", "format": "typeid", "x-prefix": prefix, "x-editor": editor, **(hints or {})}
    )


TemplateId = Annotated[
    UUID, BeforeValidator(_decoder("tpl")), PlainSerializer(_encoder("tpl")), _id_schema("tpl", "template")
]
SegmentId = Annotated[
    UUID, BeforeValidator(_decoder("seg")), PlainSerializer(_encoder("seg")), _id_schema("seg", "segment")
]
StaticSegmentId = Annotated[
    UUID,
    BeforeValidator(_decoder("seg")),
    PlainSerializer(_encoder("seg")),
    _id_schema("seg", "segment", {"x-kind": "static"}),
]
SenderId = Annotated[
    UUID, BeforeValidator(_decoder("snd")), PlainSerializer(_encoder("snd")), _id_schema("snd", "sender")
]
CampaignId = Annotated[
    UUID, BeforeValidator(_decoder("cmp")), PlainSerializer(_encoder("cmp")), _id_schema("cmp", "campaign")
]


def _scalar(value: object) -> object:
    if value is None or isinstance(value, str | bool | int | float):
        if isinstance(value, str) and len(value) > 10_000:
            raise PydanticCustomError("too_long", "at most 10000 characters")
        return value
    raise PydanticCustomError("scalar_type", "expected a text, a number, true, false or null")


def _rule(value: object) -> object:
    if not isinstance(value, dict):
        raise PydanticCustomError("rule_type", "expected a rule: an object with condition and rules")
    return value


def _storable(text: str) -> str:
    if "\x00" in text:
        raise ValueError("must not contain a NUL character")
    return text


def _writable(field: str) -> str:
    if field in READ_ONLY_FIELDS:
        raise PydanticCustomError("read_only", "{field} can't be set by a node", {"field": field})
    return field


# The rule language is the business of contacts.rules, which needs the workspace to judge a rule; here it is carried.
RuleTree = Annotated[
    dict[str, Any], BeforeValidator(_rule), WithJsonSchema({"type": "object", "title": "Rule", "x-editor": "rule"})
]
EventName = Annotated[
    StrictStr,
    Field(min_length=1, max_length=120, json_schema_extra={"x-editor": "event"}),
    AfterValidator(_storable),
]
LiquidScalar = Annotated[
    Any,
    BeforeValidator(_scalar),
    WithJsonSchema({"type": ["string", "number", "boolean", "null"], "x-editor": "liquid"}),
]
Tag = Annotated[str, StringConstraints(min_length=1, max_length=64), Field(json_schema_extra={"x-editor": "tag"})]
ContactField = Annotated[
    str,
    StringConstraints(pattern=FIELD_PATTERN),
    AfterValidator(_writable),
    Field(
        json_schema_extra={
            "x-editor": "contact-field",
            "x-writable": True,
            "x-pattern-hint": "Letters, digits, - and _ only, and no digit first.",
        }
    ),
]
PortName = Annotated[str, StringConstraints(pattern=PORT_PATTERN)]


def channel_name(channel: str) -> str:
    """What people call the channel, inside a sentence."""
    word = _CHANNEL_WORDS.get(channel, channel)
    return word if channel in ("sms", "whatsapp", "telegram") else word.lower()


def choice(key: str, label: str, *properties: str, start: JsonDict | None = None) -> JsonDict:
    """One way of a config of which one may be taken (`x-one-of`); `start` is what it begins with in a form."""
    return {"key": key, "label": label, "properties": list(properties), "start": start or {}}


def zone(name: str) -> tzinfo:
    """The time zone of that IANA name. Raises ValueError."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ValueError(f"unknown time zone {name[:60]!r}") from None


def first_zone(names: Iterable[str | None]) -> tzinfo:
    """The first name that is a time zone here, else UTC; zone names change with the machine's zone data."""
    for name in names:
        if name:
            with suppress(ValueError):
                return zone(name)
    return UTC
