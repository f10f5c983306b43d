"""camelCase outside, snake_case inside: names, and serializers that are declared in one and speak the other.

What a flow, a rule or a form's schema says inside keeps its own spelling in every family.
"""

import re
from typing import Any

from rest_framework import serializers

from workspaces.api.serializers import StrictSerializer

_KEPT = ("attributes", "columns", "content", "filter", "properties", "workflow", "rule", "mapping", "choices")


def camel(name: str) -> str:
    """`published_at` → `publishedAt`, and `from_` → `from`, which is no name in Python; a leading underscore stays."""
    return re.sub(r"(?<=[a-z0-9])_([a-z0-9])", lambda match: match[1].upper(), name.removesuffix("_"))


def snake(name: str) -> str:
    """`publishedAt` → `published_at`."""
    return re.sub(r"[A-Z]", lambda match: f"_{match[0].lower()}", name)


def camel_path(path: str) -> str:
    """The path of a field as this family spells it; places inside a document stay as they are."""
    head = re.split(r"[.\[]", path, maxsplit=1)[0]
    return path if head in _KEPT else camel(path)


class CamelSerializer(serializers.Serializer):
    """An answer: `live_version = …` is read from `live_version` and written as `liveVersion`."""

    def get_fields(self) -> dict[str, serializers.Field]:
        """The declared fields under their outer names."""
        return {camel(name): _sourced(name, field) for name, field in super().get_fields().items()}


class CamelInput(CamelSerializer, StrictSerializer):
    """A body or a query string, whose checked values have inner names; unknown names are refused."""


def _sourced(name: str, field: serializers.Field) -> serializers.Field:
    if isinstance(field, serializers.SerializerMethodField):
        field.method_name = field.method_name or f"get_{name}"
    elif field.source == camel(name):
        field.source = None  # said already by the outer name
    elif field.source is None and camel(name) != name:
        field.source = name
    return field


def camel_keys(value: Any) -> Any:
    """A plain object with its names, and those of the objects in it, in camelCase."""
    if isinstance(value, dict):
        return {camel(name): camel_keys(inner) for name, inner in value.items()}
    return [camel_keys(each) for each in value] if isinstance(value, list) else value
