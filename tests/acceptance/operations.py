"""The operations that the OpenAPI schema names, and attempts that put an id into each of their fields in turn."""

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from scripts.api_types import committed
from tests.acceptance.attempts import Attempt, filled
from tests.acceptance.free_places import OMIT, Way, free_at, places_in
from tests.acceptance.worlds import World

_METHODS = ("get", "post", "put", "patch", "delete")
_DEEPEST = 5
# Parameters of every list that name nothing.
_PAGING = frozenset({"cursor", "search"})
NIGHTLY = os.environ.get("HYPOTHESIS_PROFILE") == "nightly"
# Where ids of B stand among those of A the first wall is tried alone: the second one would hide its gaps.
WALLS = ["off", "on"] if NIGHTLY else ["off"]
# What fields are called whose ids the world knows by another name.
_MEANT = {
    "audience": "segment",
    "ids": "template",
    "remove": "contact",
    "with": "version",
    "lead": "contact",
    "template_ids": "template",
    "mail_account": "sender",
    "team": "workspace",
    "add": "contact",
}
# Called as things of the world are, but words all the same: keys of one's own choice, names of events.
_WORDS = frozenset({"key", "idempotency_key", "event", "events", "message", "address", "from_address", "link_tags"})


@dataclass(frozen=True)
class Operation:
    """One method of one path: the names of its parameters, and the ways to its body's fields that hold texts."""

    path: str
    method: str
    parameters: tuple[str, ...]
    fields: tuple[Way, ...]
    # Objects of which the schema says no more.
    objects: tuple[Way, ...]
    # The scope of a key and the role of a member that are just enough.
    scope: str = ""
    role: str = ""

    def is_of(self, route: str, attempt: Attempt) -> bool:
        """Whether the attempt tries this operation."""
        path = "/" + re.sub(r"<\w+:\w+>", "{}", route)
        return attempt.method == self.method and re.sub(r"\{\w+\}", "{}", self.path) == path

    def attempts(self, attempt: Attempt, theirs: World) -> Iterator[tuple[str, Attempt]]:
        """The attempt with one of their ids in one more place each, as the place's name suggests.

        Where a name suggests nothing it is most likely words: all of these at once, but for the nightly run, with the
        id of `twin`, which may be kept as a word.
        """
        for name in self.parameters:
            given = f"{attempt.query or '?'}&{name}={theirs[_meant(name, theirs) or 'twin']}"
            yield name, replace(attempt, query=given)
        words = attempt.body or {}
        for way in self.fields:
            name = way[-1] if way[-1] != "[]" else way[-2]
            meant = "" if _WORDS & {*way} else _meant(name, theirs)
            if meant or NIGHTLY:
                body = _with(attempt.body or {}, way, theirs[meant or "twin"])
                yield ".".join(way), replace(attempt, body=body)
            else:
                words = _with(words, way, theirs["twin"])
        if words != (attempt.body or {}):
            yield "words", replace(attempt, body=words)

    def free_attempts(self, attempt: Attempt, named: World) -> Iterator[tuple[set[str], Attempt]]:
        """The attempt with this world's things named wherever they can be, in each object of which the schema says no
        more; and where they are, as refusals spell places."""
        for way in self.objects:
            for free in free_at(self.path, way):
                place = way[: len(way) - free.above]
                body = _with(attempt.body or {}, place, filled(free.value, named))
                for name, value in free.siblings.items():
                    body = _with(body, (*place[:-1], name), value)
                said = ".".join(place).replace(".[]", "[0]") if free.said is None else free.said
                kept = {name: value for name, value in body.items() if value is not OMIT}
                yield set(places_in(free.value, said)), replace(attempt, body=kept)


def _meant(name: str, theirs: World) -> str:
    """Which of their ids a field of this name would hold; none where it says nothing."""
    bare = re.sub(r"(_|(?<=[a-z]))[iI]ds?$", "", name).lower()
    bare = _MEANT.get(bare, bare)
    for candidate in (bare, bare.removesuffix("s"), bare.split("_")[-1]):
        if candidate in theirs:
            return candidate
    return ""


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
    schema = committed()
    return tuple(
        _operation(schema, path, method.upper(), item[method])
        for path, item in schema["paths"].items()
        for method in _METHODS
        if method in item
    )


def _operation(schema: Mapping[str, Any], path: str, method: str, described: Mapping[str, Any]) -> Operation:
    parameters = tuple(
        each["name"]
        for each in described.get("parameters", ())
        if each["in"] == "query" and _is_open(each["schema"]) and each["name"] not in _PAGING
    )
    content = described.get("requestBody", {}).get("content", {})
    body = content.get("application/json", {}).get("schema", {})
    places = list(_places(schema, body, ()))
    texts = (way for way, is_object in places if not is_object and way[:1] != ("workflow",))
    objects = (way for way, is_object in places if is_object)
    (scope,) = described["security"][0]["bearerKey"]
    role = described["description"].rpartition("a member needs the role ")[2].rstrip(".")
    return Operation(path, method, parameters, tuple(dict.fromkeys(texts)), tuple(dict.fromkeys(objects)), scope, role)


def _is_open(node: Mapping[str, Any]) -> bool:
    """Whether it is a text without a form of its own: an id, or a name."""
    return "string" in node.get("type", ()) and "enum" not in node and "format" not in node


def _places(schema: Mapping[str, Any], node: Mapping[str, Any], way: Way) -> Iterator[tuple[Way, bool]]:
    """The ways to whatever may be an open text, and to objects of which no more is said (True)."""
    if len(way) > _DEEPEST:
        return
    if "$ref" in node:
        yield from _places(schema, schema["components"]["schemas"][node["$ref"].rpartition("/")[2]], way)
        return
    kinds, parts = node.get("type", ()), [each for kind in ("allOf", "oneOf", "anyOf") for each in node.get(kind, ())]
    for each in parts:
        yield from _places(schema, each, way)
    if way and _is_open(node):
        yield way, False
    if way and not node.get("properties") and ("object" in kinds or not (kinds or parts or "enum" in node)):
        yield way, True
    if "array" in kinds:
        yield from _places(schema, node.get("items", {}), (*way, "[]"))
    for name, inner in node.get("properties", {}).items():
        yield from _places(schema, inner, (*way, name))
