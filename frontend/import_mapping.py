"""The form that says what the columns of a file mean: its choices, what it shows of an import, and what was sent."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from contacts.models import AttributeDefinition, AttributeKind, ContactImport, Segment, SegmentKind
from contacts.selectors import attribute_list, segment_list, topic_list
from frontend.countries import countries
from workspaces.channels import Channel, MessageType
from workspaces.clock import database_now
from workspaces.errors import InvalidInput
from workspaces.ids import InvalidId, decode

NEW = "new"
_FIELDS = (
    ("email", "E-mail address"),
    ("phone", "Phone number"),
    ("external_id", "Your own id"),
    ("first_name", "First name"),
    ("last_name", "Last name"),
    ("timezone", "Time zone"),
    ("tags", "Tags"),
    ("score", "Score"),
)
KINDS = (
    (AttributeKind.TEXT.value, "Text"),
    (AttributeKind.NUMBER.value, "Number"),
    (AttributeKind.BOOLEAN.value, "Yes or no"),
    (AttributeKind.DATE.value, "Date"),
    (AttributeKind.LIST.value, "List"),
)
_SAMPLES = 3


@dataclass(frozen=True, slots=True)
class ColumnRow:
    """One column of the file: its first values, and what is chosen for it (`key` and `kind` of a new attribute)."""

    index: int
    name: str
    samples: list[str]
    target: str
    key: str
    kind: str


def mapping_form(item: ContactImport, sent: QueryDict | None = None) -> dict[str, Any]:
    """What the template shows: of a refused form what was sent, else what the import holds."""
    attributes = list(attribute_list(workspace=item.workspace_id))
    known = {row.key for row in attributes}
    options = _sent(item, sent) if sent is not None else _held(item)
    return {
        "columns": list(_columns(item, options["mapping"], options["kinds"], known, sent)),
        "targets": _targets(item, attributes),
        "kinds": KINDS,
        "countries": countries(),
        "consents": [*consent_choices(), *_topic_choices(item)],
        "segments": segment_list(workspace=item.workspace_id, kind=SegmentKind.STATIC),
        "chosen": {**options, "tags": ", ".join(options["add_tags"]), "consent": next(iter(options["consent"]), "")},
        "proposed_tag": f"imported {database_now():%Y-%m-%d}",
        "preview": item.survey.get("samples", ())[:5],
    }


def options_sent(item: ContactImport, sent: QueryDict) -> dict[str, Any]:
    """The form as options of `import_start`. Raises InvalidInput for a segment that is none."""
    options = _sent(item, sent)
    options["segment"] = _segment(item, sent.get("segment", ""))
    return options


def consent_choices() -> list[tuple[str, str]]:
    """What everybody in a file may have agreed to."""
    return [
        (f"{channel.value}.{kind.value}", f"{channel.label}, {kind.label.lower()}")
        for channel in Channel
        for kind in MessageType
    ]


def _topic_choices(item: ContactImport) -> list[tuple[str, str]]:
    """Marketing about each topic, on each channel."""
    return [
        (f"{channel.value}.{MessageType.MARKETING.value}.{topic.key}", f"{channel.label}, about {topic.name}")
        for topic in topic_list(workspace=item.workspace_id)
        for channel in Channel
    ]


def _held(item: ContactImport) -> dict[str, Any]:
    return {
        "mapping": item.mapping,
        "kinds": item.kinds,
        "country": item.country,
        "add_tags": item.add_tags,
        "consent": item.consent,
        "segment": item.segment.public_id if item.segment else "",
    }


def _sent(item: ContactImport, sent: QueryDict) -> dict[str, Any]:
    mapping, kinds = {}, {}
    for index, name in enumerate(item.survey.get("names", ())):
        target = sent.get(f"target_{index}", "")
        if target == NEW:
            key = sent.get(f"key_{index}", "").strip()
            target = f"attributes.{key}"
            kinds[key] = sent.get(f"kind_{index}", "") or AttributeKind.TEXT.value
        mapping[name] = target
    consent = sent.get("consent", "")
    return {
        "mapping": mapping,
        "kinds": kinds,
        "country": sent.get("country", ""),
        "add_tags": [tag.strip() for tag in sent.get("tags", "").split(",") if tag.strip()],
        "consent": {consent: "granted"} if consent else {},
        "segment": sent.get("segment", ""),
    }


def _segment(item: ContactImport, text: str) -> Segment | None:
    if not text:
        return None
    try:
        return segment_list(workspace=item.workspace_id).get(pk=decode("seg", text))
    except (InvalidId, Segment.DoesNotExist):
        raise InvalidInput.of("segment", "is no segment of this workspace") from None


def _columns(
    item: ContactImport,
    mapping: Mapping[str, str],
    kinds: Mapping[str, str],
    known: set[str],
    sent: QueryDict | None,
) -> Iterable[ColumnRow]:
    survey = item.survey
    for index, name in enumerate(survey.get("names", ())):
        target = mapping.get(name, "")
        key = target.removeprefix("attributes.") if target.startswith("attributes.") else ""
        is_new = bool(target.startswith("attributes.")) and (
            key not in known if sent is None else sent.get(f"target_{index}") == NEW
        )
        cells = [row[index] for row in survey["samples"] if index < len(row) and row[index].strip()]
        kind = kinds.get(key) or survey["kinds"].get(name, AttributeKind.TEXT.value)
        yield ColumnRow(index, name, cells[:_SAMPLES], NEW if is_new else target, key or _key(name), kind)


def _key(name: str) -> str:
    """A name for the attribute that a column could become."""
    key = "".join(letter if letter.isascii() and letter.isalnum() else "_" for letter in name.lower()).strip("_")[:60]
    return key if key[:1].isalpha() else f"column_{key}".strip("_")


def _targets(item: ContactImport, attributes: Sequence[AttributeDefinition]) -> list[tuple[str, list[tuple[str, str]]]]:
    own = [
        (f"attributes.{row.key}", f"{row.key} ({dict(KINDS).get(row.kind, row.kind).lower()})") for row in attributes
    ]
    topics = [(f"consent.{value}", f"Consent: {label}") for value, label in _topic_choices(item)]
    consents = [(f"consent.{value}", f"Consent: {label}") for value, label in consent_choices()]
    return [
        ("Of every contact", list(_FIELDS)),
        ("Attributes of yours", [*own, (NEW, "A new attribute …")]),
        ("Consent", consents),
        *([("Consent about a topic", topics)] if topics else []),
    ]
