"""What an operation's body may hold by its schema, and bodies in which all fields of one object are of a wrong type."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from scripts.api_types import committed
from tests.acceptance.described import Operation

# Of each type of JSON, and what is like one of another type.
VALUES: list[Any] = ["7", 7, 7.5, True, ["x"], {"x": 1}, None, "true", 1]
_DEEPEST = 4
Way = tuple[str | int, ...]


@dataclass(frozen=True)
class Place:
    """An object in a body: the names on the way to it (0 for a list's first), and its fields with their JSON types.

    `fixed`: what it has to hold to be this one, where the schema has several for the place.
    """

    way: Way
    fields: Mapping[str, frozenset[str]]
    fixed: Mapping[str, Any]

    def wrong(self, number: int) -> dict[str, Any]:
        """A value of a wrong type for each of the fields that have a type; others for each number."""
        found: dict[str, Any] = {}
        for place, (name, kinds) in enumerate(self.fields.items()):
            unfit = [value for value in VALUES if not _fits(value, kinds)]
            if unfit:
                found[name] = unfit[(number + place) % len(unfit)]
        return found

    def body(self, example: Mapping[str, Any], values: Mapping[str, Any]) -> Any:
        """The example with these values at this place, which is made where it is not there."""
        return _put(example, self.way, {**self.fixed, **values})

    def is_named(self, field: str, named: list[str]) -> bool:
        """Whether a refusal that names these fields names this one, something in it, or the small object around it."""
        path = self.path(field)
        around = [self.path(field)[: dot.start()] for dot in re.finditer(r"\.", path)][1:]
        return any(each in (path, *around) or each.startswith((f"{path}.", f"{path}[")) for each in named)

    def path(self, field: str) -> str:
        """The field as a refusal names it: `sequence[0].body`."""
        return "".join(f"[{name}]" if isinstance(name, int) else f".{name}" for name in (*self.way, field))[1:]


def places(operation: Operation) -> Iterator[Place]:
    """All objects of its body that the schema describes, the body itself first."""
    content = operation.described.get("requestBody", {}).get("content", {})
    yield from _places(content.get("application/json", {}).get("schema", {}), ())


def _places(schema: Mapping[str, Any], way: Way) -> Iterator[Place]:
    for branch in _branches(schema):
        properties = {name: inner for part in branch for name, inner in part.get("properties", {}).items()}
        fixed = _fixed(properties)
        fields = {name: _kinds(inner) for name, inner in properties.items() if name not in fixed}
        if fields:
            yield Place(way, fields, fixed)
        if len(way) < _DEEPEST and not fixed:
            for name, inner in properties.items():
                yield from _places(inner, (*way, name))
                for part in _parts(inner):
                    yield from _places(part.get("items", {}), (*way, name, 0))


def _fixed(properties: Mapping[str, Any]) -> dict[str, Any]:
    """What tells this object from others in its place; those of several types are taken for the first."""
    one = {name: inner["const"] for name, inner in properties.items() if "const" in inner}
    several = properties.get("type", {}).get("enum")
    return one or ({"type": several[0]} if several and len(properties) > len(several) else {})


def _branches(schema: Mapping[str, Any]) -> list[list[Mapping[str, Any]]]:
    """The objects that may stand there, each with the parts that make it up."""
    schema = _resolved(schema)
    several = schema.get("oneOf") or schema.get("anyOf")
    if several:
        return [branch for each in several for branch in _branches(each)]
    return [list(_parts(schema))]


def _parts(schema: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    schema = _resolved(schema)
    yield schema
    for kind in ("allOf", "oneOf", "anyOf"):
        for each in schema.get(kind, ()):
            yield from _parts(each)


def _resolved(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    if "$ref" not in schema:
        return schema
    found: Mapping[str, Any] = committed()["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return found


def _kinds(schema: Mapping[str, Any]) -> frozenset[str]:
    """The JSON types that it may have; none where it says nothing."""
    kinds: set[str] = set()
    for part in _parts(schema):
        said = part.get("type", [])
        kinds |= {said} if isinstance(said, str) else set(said)
        kinds |= {_kind(value) for value in [*part.get("enum", ()), *([part["const"]] if "const" in part else ())]}
    return frozenset(kinds)


def _kind(value: Any) -> str:
    names = {str: "string", bool: "boolean", int: "integer", float: "number", list: "array", dict: "object"}
    return names.get(type(value), "null")


def _fits(value: Any, kinds: frozenset[str]) -> bool:
    kind = _kind(value)
    return not kinds or kind in kinds or (kind == "integer" and "number" in kinds)


def _put(body: Any, way: Way, values: Mapping[str, Any]) -> Any:
    if not way:
        return {**(body if isinstance(body, dict) else {}), **values}
    name = way[0]
    if name == 0:
        return [_put(body[0] if isinstance(body, list) and body else {}, way[1:], values)]
    held = body if isinstance(body, dict) else {}
    return {**held, name: _put(held.get(name), way[1:], values)}
