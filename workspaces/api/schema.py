"""What drf-spectacular must be told of us: how callers authenticate, and pydantic models inside DRF serializers."""

from collections.abc import Mapping
from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from pydantic import TypeAdapter

DESCRIPTION = """\
The HTTP APIs of a Campanile installation.

**Authentication.** Send a workspace's API key as `Authorization: Bearer <key>` or `x-api-key: <key>`, never in an
address. A key belongs to one workspace and has scopes. Browsers may use their session instead, with a CSRF token on
everything that writes.

**Repeating requests.** Every POST takes an `Idempotency-Key`: repeat a request with the same key after a time-out and
it is done once, and answered the same.

**Limits.** `X-RateLimit-Limit`, `X-RateLimit-Remaining` and `X-RateLimit-Reset` (seconds since 1970) are on every
answer; 429 comes with `Retry-After`. Bodies are UTF-8 JSON of at most 2 MiB; unknown fields and parameters are refused
by name.

**Errors.** Each has a code to program against, a message to read, the fields that are wrong, and the request's id.
"""


def describe_common_rules(result: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
    """drf-spectacular's postprocessing hook: the rules that hold for every operation open the document."""
    result["info"]["description"] = DESCRIPTION
    return result


class ApiKeyScheme(OpenApiAuthenticationExtension):
    """The two headers that carry a key."""

    target_class = "workspaces.api.authentication.ApiKeyAuthentication"
    name = ["bearerKey", "headerKey"]

    def get_security_definition(self, auto_schema: Any) -> list[dict[str, str]]:
        bearer = {"type": "http", "scheme": "bearer", "description": "A workspace's API key."}
        header = {"type": "apiKey", "in": "header", "name": "x-api-key", "description": "A workspace's API key."}
        return [bearer, header]


class SessionScheme(OpenApiAuthenticationExtension):
    """The browser's session."""

    target_class = "workspaces.api.authentication.SessionAccess"
    name = "browserSession"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {
            "type": "apiKey",
            "in": "cookie",
            "name": "sessionid",
            "description": "A signed-in browser; whatever writes also needs the header X-CSRFToken.",
        }


def model_schema(model: Any) -> dict[str, Any]:
    """The JSON Schema of a pydantic model, or of a union of them, with its definitions put in their places."""
    schema = TypeAdapter(model).json_schema()
    definitions = schema.pop("$defs", {})
    inlined: dict[str, Any] = _inlined(schema, definitions)
    return inlined


def nullable_properties(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The schema of an object of which each property may also be null."""
    return {**schema, "properties": {name: _nullable(inner) for name, inner in schema["properties"].items()}}


def _nullable(schema: Mapping[str, Any]) -> dict[str, Any]:
    if "type" not in schema:
        return dict(schema) if {"type": "null"} in schema.get("anyOf", ()) else {"anyOf": [schema, {"type": "null"}]}
    kinds = [schema["type"]] if isinstance(schema["type"], str) else schema["type"]
    return {**schema, "type": [*kinds, "null"]}


def _inlined(part: Any, definitions: Mapping[str, Any]) -> Any:
    if isinstance(part, list):
        return [_inlined(each, definitions) for each in part]
    if not isinstance(part, dict):
        return part
    if "$ref" in part:
        target = definitions[part["$ref"].removeprefix("#/$defs/")]
        rest = {key: value for key, value in part.items() if key != "$ref"}
        return _inlined({**target, **rest}, definitions)
    # The mapping of a discriminator points at definitions that no longer exist; each branch names its own value.
    return {key: _inlined(value, definitions) for key, value in part.items() if key != "discriminator"}
