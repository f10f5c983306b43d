"""The operations that the OpenAPI schema names, and attempts that put an id into each of their fields in turn."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tests.acceptance.attempts import Attempt
from tests.acceptance.worlds import World

_SCHEMA = Path(__file__).resolve().parents[2] / "docs" / "openapi.yaml"
_METHODS = ("get", "post", "put", "patch", "delete")
_DEEPEST = 4
# What fields are called whose ids the world knows by another name.
_MEANT = {
    "lead": "contact",
    "template_ids": "template",
    "mail_account": "sender",
    "team": "workspace",
    "add": "contact",
}


@dataclass(frozen=True)
class Operation:
    """One method of one path: the names of its parameters, and the ways to its body's fields that hold texts."""

    path: str
    method: str
    parameters: tuple[str, ...]
    fields: tuple[tuple[str, ...], ...]

    def is_of(self, route: str, attempt: Attempt) -> bool:
        """Whether the attempt tries this operation."""
        path = "/" + re.sub(r"<\w+:\w+>", "{}", route)
        return attempt.method == self.method and re.sub(r"\{\w+\}", "{}", self.path) == path

    def attempts(self, attempt: Attempt, theirs: World) -> Iterator[tuple[str, Attempt]]:
        """The attempt with one of their ids in one more place each, as the place's name suggests."""
        for name in self.parameters:
            given = f"{attempt.query or '?'}&{name}={theirs[_meant(name, theirs)]}"
            yield name, replace(attempt, query=given)
        for way in self.fields:
            theirs_id = theirs[_meant(way[-1] if way[-1] != "[]" else way[-2], theirs)]
            yield ".".join(way), replace(attempt, body=_with(attempt.body or {}, way, theirs_id))


def _meant(name: str, theirs: World) -> str:
    """Which of their ids a field of this name would hold; a contact's where it says nothing."""
    bare = re.sub(r"(_|(?<=[a-z]))[iI]ds?$", "", name).lower()
    bare = _MEANT.get(bare, bare)
    for candidate in (bare, bare.removesuffix("s"), bare.split("_")[-1]):
        if candidate in theirs:
            return candidate
    return "contact"


def _with(body: Any, way: tuple[str, ...], value: Any) -> Any:
    """The body with the value at the end of the way, made where it is not there."""
    if not way:
        return value
    if way[0] == "[]":
        first = body[0] if isinstance(body, list) and body else {}
        return [_with(first, way[1:], value)]
    inner = body.get(way[0]) if isinstance(body, Mapping) else None
    return {**(body if isinstance(body, Mapping) else {}), way[0]: _with(inner, way[1:], value)}


@cache
def operations() -> tuple[Operation, ...]:
    """All of them, from the schema that is committed."""
    schema = yaml.load(_SCHEMA.read_text(), yaml.CSafeLoader)
    return tuple(
        _operation(schema, path, method.upper(), item[method])
        for path, item in schema["paths"].items()
        for method in _METHODS
        if method in item
    )


def _operation(schema: Mapping[str, Any], path: str, method: str, described: Mapping[str, Any]) -> Operation:
    parameters = tuple(each["name"] for each in described.get("parameters", ()) if each["in"] == "query")
    content = described.get("requestBody", {}).get("content", {})
    body = content.get("application/json", {}).get("schema", {})
    return Operation(path, method, parameters, tuple(dict.fromkeys(_texts(schema, body, ()))))


def _texts(schema: Mapping[str, Any], node: Mapping[str, Any], way: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The ways to whatever may be a text without a form of its own: an id, or a name."""
    if len(way) > _DEEPEST:
        return
    if "$ref" in node:
        yield from _texts(schema, schema["components"]["schemas"][node["$ref"].rpartition("/")[2]], way)
    for kind in ("allOf", "oneOf", "anyOf"):
        for each in node.get(kind, ()):
            yield from _texts(schema, each, way)
    kinds = node.get("type", ())
    if way and "string" in kinds and "enum" not in node and "format" not in node:
        yield way
    if "array" in kinds:
        yield from _texts(schema, node.get("items", {}), (*way, "[]"))
    for name, inner in node.get("properties", {}).items():
        yield from _texts(schema, inner, (*way, name))
