"""The form of one contact: its own fields, tags, attributes by their kinds, and consent; and what was changed in it.

A form carries what it showed. Only what somebody changed is written, so that two people, or a campaign, at work on one
contact don't undo each other; whoever changes what another has changed meanwhile is told.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from contacts.cleaning import Unfit, typed_cell
from contacts.models import AttributeDefinition, AttributeKind, Contact
from contacts.selectors import attribute_list, contact_consents, tag_names
from contacts.selectors.lookups import field_label
from frontend.reading import meanwhile_words
from workspaces.channels import Channel, MessageType
from workspaces.errors import FieldError, InvalidInput
from workspaces.models import Workspace

OWN = ("email", "phone", "external_id", "first_name", "last_name", "timezone")
_ATTRIBUTE = "attributes."
_MOST_TAGS = 30
_CHANNELS = (Channel.EMAIL, Channel.SMS, Channel.WHATSAPP)


@dataclass(frozen=True, slots=True)
class Input:
    """One field of the form. `kind` is an attribute's, "" of the contact's own; `problem` is what is wrong with it."""

    name: str
    label: str
    value: str
    kind: str = ""
    hint: str = ""
    problem: str = ""

    @property
    def id(self) -> str:
        """For labels."""
        return f"f-{self.name.replace('.', '-')}"


@dataclass(frozen=True, slots=True)
class ConsentInput:
    """What a contact said about one kind of message on one channel; a refusal can't be taken back here."""

    name: str
    label: str
    state: str


def shown_values(contact: Contact | None, workspace: Workspace) -> dict[str, str]:
    """{name of a field: what its input shows}, of all but tags and consent."""
    values = {name: (getattr(contact, name) or "") if contact else "" for name in OWN}
    attributes = contact.attributes if contact else {}
    for definition in attribute_list(workspace=workspace):
        values[f"{_ATTRIBUTE}{definition.key}"] = _spelled(attributes.get(definition.key))
    return values


def inputs_of(
    workspace: Workspace, values: Mapping[str, str], problems: Mapping[str, str]
) -> tuple[list[Input], list[Input]]:
    """The inputs of the contact's own fields, and those of attributes."""
    own = [
        Input(name, field_label(name), values.get(name, ""), hint=_HINTS.get(name, ""), problem=problems.get(name, ""))
        for name in OWN
    ]
    return own, [_attribute(each, values, problems) for each in attribute_list(workspace=workspace)]


def consents_of(contact: Contact | None) -> list[ConsentInput]:
    """What can be said about each channel and kind of message."""
    said = (
        {(each.channel, each.message_type): each.state for each in contact_consents(contact=contact)} if contact else {}
    )
    return [
        ConsentInput(f"consent.{channel}.{kind}", f"{kind.label} by {channel.label}", said.get((channel, kind), ""))
        for channel in _CHANNELS
        for kind in MessageType
    ]


def tags_of(workspace: Workspace, contact: Contact | None) -> tuple[list[str], list[str]]:
    """The contact's tags, and the commonest others."""
    own = list(contact.tags) if contact else []
    return own, [tag for tag in tag_names(workspace=workspace, limit=_MOST_TAGS) if tag not in own]


def changes_of(workspace: Workspace, contact: Contact | None, data: QueryDict) -> dict[str, Any]:
    """What the form changes, as `contact_upsert` and `contact_update` take it. Raises InvalidInput by field, also for
    what somebody else has changed since the form was shown."""
    shown, now = _shown(data), shown_values(contact, workspace)
    fields: dict[str, Any] = {}
    attributes: dict[str, Any] = {}
    faults: list[FieldError] = []
    kinds = {each.key: each.kind for each in attribute_list(workspace=workspace)}
    for name, value in _typed(data, now).items():
        if now[name] not in (shown.get(name, now[name]), value):
            faults.append(FieldError(name, meanwhile_words(now[name] or "empty").removesuffix(".")))
            continue
        if name in OWN:
            fields[name] = value or None
            continue
        key = name.removeprefix(_ATTRIBUTE)
        try:
            attributes[key] = typed_cell(kinds[key], value) if value else None
        except Unfit as unfit:
            faults.append(FieldError(name, unfit.message, unfit.code))
    if faults:
        raise InvalidInput(f"{faults[0].field}: {faults[0].message}", faults)
    tags = _tags(contact, data)
    if tags is not None:
        fields["tags"] = tags
    return fields | ({"attributes": attributes} if attributes else {})


def consent_changes(contact: Contact, data: QueryDict) -> list[tuple[str, str, str]]:
    """(channel, message type, state) of each consent that the form changes."""
    found = []
    for each in consents_of(contact):
        wanted = data.get(each.name, "")
        if wanted in ("granted", "denied") and wanted != each.state:
            _, channel, kind = each.name.split(".")
            found.append((channel, kind, wanted))
    return found


def _tags(contact: Contact | None, data: QueryDict) -> list[str] | None:
    """All tags as they are to be, None where nothing about them was changed."""
    own = set(contact.tags) if contact else set()
    offered, kept = set(data.getlist("offered")), set(data.getlist("tag"))
    added = {tag.strip() for tag in data.get("new_tags", "").split(",") if tag.strip()}
    wanted = (own - (offered - kept)) | kept | added
    return sorted(wanted) if wanted != own else None


def seen_values(workspace: Workspace, contact: Contact | None, data: QueryDict) -> dict[str, str]:
    """What somebody has seen of the contact whose form was refused: of what they changed, what it is now."""
    now = shown_values(contact, workspace)
    return _shown(data) | {name: now[name] for name in _typed(data, now) if contact}


def _typed(data: QueryDict, names: Iterable[str]) -> dict[str, str]:
    """Of the fields of these names those in which something else was typed than was shown."""
    shown = _shown(data)
    typed = {name: data.get(name, "").strip() for name in names if name in data}
    return {name: value for name, value in typed.items() if value != shown.get(name, "")}


def _shown(data: QueryDict) -> dict[str, str]:
    try:
        shown = json.loads(data.get("shown", "{}"))
    except ValueError:
        shown = {}
    return shown if isinstance(shown, dict) else {}


def _attribute(definition: AttributeDefinition, values: Mapping[str, str], problems: Mapping[str, str]) -> Input:
    name = f"{_ATTRIBUTE}{definition.key}"
    hint = _HINTS.get(definition.kind, "")
    label = field_label(definition.key)
    return Input(name, label, values.get(name, ""), definition.kind, hint, problems.get(name, ""))


def _spelled(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "; ".join(map(str, value)) if isinstance(value, list) else str(value)


_HINTS = {
    "phone": "International, such as +43 664 1234567",
    "timezone": "Such as Europe/Vienna; empty: the workspace’s",
    AttributeKind.DATE: "Year, month and day: 2026-01-31",
    AttributeKind.LIST: "Entries parted by semicolons",
}
