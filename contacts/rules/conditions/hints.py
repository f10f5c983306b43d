"""Hints for forms that several condition types share, as parts of their JSON Schemas. Not a condition type."""

from collections.abc import Mapping

from pydantic.config import JsonDict, JsonValue

from contacts.rules.conditions.attribute_kinds import ENTRIES, OPERATORS, PARTIAL, PRESENCE, RELATIVE, SIZES
from contacts.rules.conditions.numbers import NUMBER_OPERATORS, NUMBER_WORDS
from contacts.rules.conditions.operators import COUNTED, OPERATOR_WORDS
from workspaces.channels import Channel, MessageType

# Which kind of value each operator takes; "none" takes none.
OPERANDS: Mapping[str, str] = {
    **dict.fromkeys(("equals", "not_equals", *PARTIAL, "starts_with", "ends_with"), "text"),
    **dict.fromkeys(("in", "not_in"), "texts"),
    **dict.fromkeys(NUMBER_OPERATORS, "number"),
    "between": "numbers",
    "is": "boolean",
    **dict.fromkeys(("before", "after"), "moment"),
    "on": "day",
    **dict.fromkeys(RELATIVE, "timespan"),
    "anniversary_today": "none",
    "anniversary_within": "number",
    **dict.fromkeys(ENTRIES, "texts"),
    **dict.fromkeys(SIZES, "number"),
    **dict.fromkeys(PRESENCE, "none"),
}
COUNT: JsonDict = {
    "x-words": "at least {} times",
    "x-words-with": {
        "did_exactly": "exactly {} times",
        "did_at_most": "at most {} times",
        "is_exactly": "exactly {} times",
        "is_at_most": "at most {} times",
    },
    "x-unit": "times",
}
WINDOW: JsonDict = {"x-editor": "timespan", "x-words": "within the last {}"}


def _operators() -> JsonDict:
    words = OPERATOR_WORDS | NUMBER_WORDS
    labels: JsonDict = {operator: words[operator] for operator in OPERANDS}
    operands: JsonDict = dict(OPERANDS)
    kinds: JsonDict = {kind.value: list[JsonValue](fitting) for kind, fitting in OPERATORS.items()}
    said: JsonDict = {operator: words for operator, (words, _, _) in COUNTED.items()}
    return {"x-labels": labels, "x-said": said, "x-operands": operands, "x-kinds": kinds}


OPERATOR = _operators()
# What is compared with: its input is picked by the operator, and so is what stands behind a number in sentences.
_BEHIND: JsonDict = {operator: f"{{}} {several}" for operator, (_, _, several) in COUNTED.items()}
OPERAND: JsonDict = {"x-editor": "operand", "x-words-with": _BEHIND}


def choice(labels: Mapping[str, str]) -> JsonDict:
    """The values of a choice with their words."""
    return {"x-labels": dict(labels)}


def channels() -> JsonDict:
    """Every channel by its name."""
    return choice({channel.value: str(channel.label) for channel in Channel})


def consents() -> JsonDict:
    """Every channel with every type of message, as consent names them."""
    labels: JsonDict = {
        f"{channel.value}.{kind.value}": f"{str(kind.label).lower()} by {channel.label}"
        for channel in Channel
        for kind in MessageType
    }
    return {"enum": list(labels), "x-labels": labels}


def sentence(*order: str, subject: str = "") -> JsonDict:
    """In which order a leaf's parts make a sentence, and what it is about."""
    return {"x-order": list(order), "x-subject": subject}
