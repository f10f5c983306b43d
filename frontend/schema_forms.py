"""Forms drawn from pydantic models: their fields, what was filled in, and what is wrong with it.

Of senders' settings and of the contents of short messages; nothing here knows either. Of a property's schema:
`x-multiline` asks for a large field, `x-labels` names the choices, `x-lines` asks for a line for each text, `x-pairs`
for one for each item of two parts, such as "Shop | https://example.com", parted at the last bar or, with `x-first`, at
the first; what is `x-apart` is no field of the form. `x-when` ({name of a choice: its answers}) is asked for with these
answers only: with others it is hidden, and what was filled in is left out. A secret is never shown.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.http import QueryDict
from pydantic import BaseModel

from workspaces.errors import DomainError

_NUMBERS = {"integer": int, "number": float}
_BETWEEN = " | "


@dataclass(frozen=True, slots=True)
class FormField:
    """One field as the page shows it. `kind`: text, long_text, number, secret, long_secret, choice or tick.

    With `asked` it is there for some `answers` to that field only: the id of a choice, and its keys between blanks.
    """

    name: str
    label: str
    kind: str = "text"
    value: str = ""
    hint: str = ""
    fault: str = ""
    placeholder: str = ""
    required: bool = False
    options: tuple[tuple[str, str], ...] = ()
    asked: str = ""
    answers: str = ""

    @property
    def id(self) -> str:
        """For labels."""
        return _id(self.name)

    @property
    def described_by(self) -> str:
        """The ids of what stands below it."""
        parts = [part for part, text in (("hint", self.hint), ("fault", self.fault)) if text]
        return " ".join(f"{self.id}-{part}" for part in parts)


def schema_fields(
    model: type[BaseModel], prefix: str, shown: Callable[[str], str], *, fresh: bool, beside: str = ""
) -> list[FormField]:
    """The model's fields, named `prefix.field`, with the values `shown`; a fresh form shows the defaults.

    `beside` is the prefix of the fields that `x-when` names, where it is another one.
    """
    schema = model.model_json_schema()
    required = schema.get("required", [])
    found = []
    for name, part in _parts(schema).items():
        path = f"{prefix}.{name}"
        labels = part.get("x-labels", {})
        asked, answers = _condition(part)
        value = "" if part.get("writeOnly") else shown(path)
        if not value and fresh and part.get("default") is not None:
            value = spelled(part["default"], part)
        found.append(
            FormField(
                path,
                part["title"],
                kind=_kind(part),
                value=value,
                hint=part.get("description", ""),
                placeholder=str(next(iter(part.get("examples", [])), "")),
                required=name in required,
                options=tuple((each, labels.get(each, each)) for each in part.get("enum", [])),
                asked=_id(f"{beside or prefix}.{asked}") if asked else "",
                answers=" ".join(answers),
            )
        )
    return found


def schema_values(data: QueryDict, prefix: str, model: type[BaseModel], *, beside: str = "") -> dict[str, Any]:
    """What was filled in; what is empty is left to the model's defaults, and what is not asked for is left out."""
    values: dict[str, Any] = {}
    for name, part in _parts(model.model_json_schema()).items():
        asked, answers = _condition(part)
        if asked and data.get(f"{beside or prefix}.{asked}", answers[0]) not in answers:
            continue
        text = data.get(f"{prefix}.{name}", "").replace("\r\n", "\n").strip()
        if part.get("type") == "boolean":
            values[name] = bool(text)
        elif text and "x-pairs" in part:
            values[name] = [_pair(line, part) for line in text.splitlines() if line.strip()]
        elif text and "x-lines" in part:
            values[name] = [line.strip() for line in text.splitlines() if line.strip()]
        elif text:
            values[name] = _number(text, part["type"]) if part.get("type") in _NUMBERS else text
    return values


def stored_values(model: type[BaseModel], prefix: str, stored: Mapping[str, Any]) -> dict[str, str]:
    """{name of a field: what it shows} of a stored document."""
    parts = _parts(model.model_json_schema())
    return {f"{prefix}.{name}": spelled(stored[name], part) for name, part in parts.items() if name in stored}


def spelled(value: Any, part: Mapping[str, Any]) -> str:
    """A value as its field shows it."""
    if "x-pairs" in part:
        return "\n".join(_BETWEEN.join(str(item[key]) for key in part["x-pairs"]) for item in value)
    if "x-lines" in part:
        return "\n".join(value)
    if isinstance(value, bool):
        return "1" if value else ""
    return str(int(value) if isinstance(value, float) and value.is_integer() else value)


def faults_of(error: DomainError | None) -> dict[str, str]:
    """{name of a field: what is wrong}; what is wrong with an item of a list stands at the list."""
    if error is None:
        return {}
    return {detail.field.partition("[")[0]: _in_words(detail.message) for detail in reversed(error.details)}


def with_faults(fields: list[FormField], faults: Mapping[str, str]) -> list[FormField]:
    """The fields, each with what is wrong with it."""
    return [replace(field, fault=faults.get(field.name, "")) for field in fields]


def _parts(schema: Mapping[str, Any]) -> dict[str, Any]:
    return {name: part for name, part in schema.get("properties", {}).items() if "x-apart" not in part}


def _id(name: str) -> str:
    return f"f-{name.replace('.', '-')}"


def _condition(part: Mapping[str, Any]) -> tuple[str, list[str]]:
    """The choice that a field depends on, and its answers; ("", []) where it is always asked for."""
    return next(iter(part.get("x-when", {"": []}).items()))


def _kind(part: Mapping[str, Any]) -> str:
    long = any(mark in part for mark in ("x-multiline", "x-pairs", "x-lines"))
    if part.get("writeOnly"):
        return "long_secret" if long else "secret"
    if "enum" in part:
        return "choice"
    if part.get("type") == "boolean":
        return "tick"
    return "number" if part.get("type") in _NUMBERS else "long_text" if long else "text"


def _pair(line: str, part: Mapping[str, Any]) -> dict[str, str]:
    first, _, second = line.partition("|") if part.get("x-first") else line.rpartition("|")
    return dict(zip(part["x-pairs"], (first.strip(), second.strip()), strict=True))


def _number(text: str, kind: str) -> Any:
    try:
        return _NUMBERS[kind](text)
    except ValueError:
        return text


def _in_words(message: str) -> str:
    if message.startswith("String should match pattern"):
        return "does not look right: a character is missing, or too much"
    return "is required" if message == "Field required" else message.removeprefix("Value error, ")
