"""The API as its committed description tells it, for tests that walk over every operation."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from scripts.api_types import committed
from tests.acceptance.worlds import World

_JSON = "application/json"
_MOMENT = "date-time"
# Of objects in objects.
_DEEP = 3
# Fields that are called like things that the world has, and hold what the caller makes up.
_ALSO_WORDS = ("key", "address", "event", "events")


@dataclass(frozen=True)
class Operation:
    """One method of one path, with what the description says of it."""

    method: str
    path: str
    described: dict[str, Any]

    @property
    def label(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def family(self) -> str:
        """What its path begins with: `/v1`, `/api/workspaces` …"""
        found = re.match(r"/(v1|api/v1|api/workspaces|public/v1|channel-service/v1)/", self.path)
        assert found, self.path
        return found[1]

    @property
    def query_names(self) -> list[str]:
        return [each["name"] for each in self.described.get("parameters", []) if each["in"] == "query"]

    @property
    def bodies(self) -> list[Any]:
        """The documented examples of its body; none where it takes no body."""
        content = self.described.get("requestBody", {}).get("content", {})
        return [each["value"] for each in content.get(_JSON, {}).get("examples", {}).values()]

    @property
    def moments(self) -> Iterator[tuple[str, ...]]:
        """Where its body holds date-times: the names on the way to each."""
        content = self.described.get("requestBody", {}).get("content", {})
        return _moments(content.get(_JSON, {}).get("schema", {}))

    @property
    def query_moments(self) -> list[str]:
        """The parameters of its query string that are date-times."""
        every = self.described.get("parameters", [])
        return [each["name"] for each in every if each["in"] == "query" and each["schema"].get("format") == _MOMENT]

    def address(self, world: World) -> str:
        """Its path, with the world's ids in it."""
        return re.sub(r"\{(\w+)\}", lambda name: str(known(world, name[1])), self.path)

    def asked(self, world: World) -> str:
        """As `address`, with the parameters that have to be there; more may be added with `&`."""
        needed = [each["name"] for each in self.described.get("parameters", []) if each.get("required")]
        query = [f"{name}={known(world, name)}" for name in self.query_names if name in needed]
        return f"{self.address(world)}?{'&'.join(query)}"


def _moments(schema: dict[str, Any], way: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Objects in objects; what stands in lists has operations of its own, or its own tests."""
    if "$ref" in schema:
        schema = committed()["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    if schema.get("format") == _MOMENT:
        yield way
    for name, inner in schema.get("properties", {}).items() if len(way) < _DEEP else ():
        yield from _moments(inner, (*way, name))
    for inner in [*schema.get("allOf", ()), *schema.get("oneOf", ()), *schema.get("anyOf", ())]:
        yield from _moments(inner, way)


def operations() -> Iterator[Operation]:
    """Every operation of the description."""
    for path, item in committed()["paths"].items():
        for method, described in item.items():
            yield Operation(method.upper(), path, described)


def of_nothing(path: str) -> str:
    """The path in the workspace acme-corp, with ids that nothing has."""
    return re.sub(r"\{\w+\}", "nothing", path.replace("{workspace_id}", "acme-corp"))


def known(world: World, name: str) -> Any:
    """What the world has for a parameter or a field of this name, such as `contact_id` or `templateIds`; else None."""
    snake = re.sub(r"(?<=[a-z])([A-Z])", lambda letter: "_" + letter[0].lower(), name)
    short = re.sub(r"_ids?$|_slug$", "", snake)
    if snake in ("workspace_slug", "workspace"):
        return world["slug"]
    return world.get(
        {"mail_account": "sender", "team": "workspace"}.get(short, short.removesuffix("s")), world.get(short)
    )


def with_known_ids(value: Any, world: World) -> Any:
    """The value with the world's ids in the fields that name things by ids."""
    if isinstance(value, list):
        return [with_known_ids(inner, world) for inner in value]
    if not isinstance(value, dict):
        return value
    return {name: _known_or_inner(name, inner, world) for name, inner in value.items()}


def _known_or_inner(name: str, inner: Any, world: World) -> Any:
    found = known(world, str(name))
    if found is None or (name in _ALSO_WORDS and not is_id(inner)):
        return with_known_ids(inner, world)
    if isinstance(inner, str):
        return found
    if isinstance(inner, list) and all(isinstance(each, str) for each in inner):
        return [found] if inner else []
    return with_known_ids(inner, world)


def is_id(value: Any) -> bool:
    """A TypeID or a UUID."""
    return isinstance(value, str) and re.fullmatch(r"[a-z]+_[0-9a-z]{26}|[0-9a-f-]{36}", value) is not None
