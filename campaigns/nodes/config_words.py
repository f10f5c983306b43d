"""What is wrong with a config as its form says it: fields by their titles, nothing of paths and types.

For issues, which people read; what programs send wrongly is told by `config_errors` alone, beside its path.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

from campaigns.nodes.base import NodeType
from campaigns.nodes.config_errors import ConfigError

_REFERENCE = "#/$defs/"


def config_sentence(node_type: NodeType[Any], error: ConfigError) -> str:
    """`“Template” is still empty.`, `“Second message – Channel” must be …`: one sentence about one field."""
    schema = _schema(type(node_type))
    place = " – ".join(_titles(schema, error.steps))
    if not place and error.missing:
        place = str(schema.get("x-one-of-label", ""))
    if not place:
        return _sentence(error.message)
    return _sentence(f"“{place}” {'is still empty' if error.missing else _said_of_it(error.message)}")


def _said_of_it(message: str) -> str:
    """What can stand behind the field's name as it is; anything else behind a colon."""
    message = message.replace("greater than or equal to", "at least").replace("less than or equal to", "at most")
    return message if message.startswith(("must ", "can’t ", "can't ", "is ")) else f"is not right: {message}"


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith(('.', '?', '!')) else '.'}"


@cache
def _schema(node_type: type[NodeType[Any]]) -> Mapping[str, Any]:
    schema: dict[str, Any] = node_type.Config.model_json_schema(mode="validation")
    return schema


def _titles(schema: Mapping[str, Any], steps: tuple[str | int, ...]) -> list[str]:
    """The titles on the way down to the field; the places of a list count from 1."""
    found: list[str] = []
    here: Mapping[str, Any] = schema
    for step in steps:
        here = _object_in(here, schema)
        if isinstance(step, int):
            here = here.get("items", {})
            found[-1:] = [f"{found[-1]} {step + 1}"] if found else [str(step + 1)]
            continue
        here = here.get("properties", {}).get(step, {})
        found.append(str(here.get("title") or step.replace("_", " ").capitalize()))
    return found


def _object_in(schema: Mapping[str, Any], root: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a reference stands for, and of alternatives the first one that is not null."""
    while True:
        if "$ref" in schema:
            schema = root["$defs"][schema["$ref"].removeprefix(_REFERENCE)]
        elif "anyOf" in schema:
            schema = next((each for each in schema["anyOf"] if each.get("type") != "null"), {})
        else:
            return schema
