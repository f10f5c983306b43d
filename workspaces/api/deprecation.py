"""What is on its way out: declared once, at an operation or at the fields of a body or query string.

The declaration makes `deprecated: true` and a sentence in the description, and the headers `Deprecation` (RFC 9745) and
`Sunset` (RFC 8594) on every answer to who uses it. docs/api.md names what is deprecated; a test holds it to that.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, TypeVar

from django.http.response import HttpResponseBase
from django.utils.http import http_date
from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

SerializerT = TypeVar("SerializerT", bound=type[serializers.Serializer])


@dataclass(frozen=True, slots=True)
class Deprecation:
    """Since when something is deprecated, what to use instead (words), and from which day on it may be gone (UTC)."""

    since: date
    instead: str
    sunset: date | None = None

    @property
    def words(self) -> str:
        """A sentence for the description."""
        gone = f"; it may be gone from {self.sunset} on" if self.sunset else ""
        return f"Deprecated since {self.since}{gone}: use {self.instead}."


def mark(method: Callable[..., Any], deprecation: Deprecation) -> None:
    """Notes it on the method of a view."""
    method.deprecation = deprecation  # type: ignore[attr-defined]


def deprecation_of(method: Callable[..., Any] | None) -> Deprecation | None:
    """What is noted on the method of a view."""
    return getattr(method, "deprecation", None)


def deprecates(**fields: Deprecation) -> Callable[[SerializerT], SerializerT]:
    """Decorator of a serializer of bodies or query strings: these fields of it are on their way out."""

    def decorate(shape: SerializerT) -> SerializerT:
        declared: dict[str, Any] = shape._declared_fields
        for name, deprecation in fields.items():
            # A field of its own: the one that stands there may be another serializer's as well.
            before = declared[name]
            told = f"{before._kwargs.get('help_text', '')} {deprecation.words}".strip()
            declared[name] = type(before)(*before._args, **{**before._kwargs, "help_text": told})
        shape.deprecations = fields  # type: ignore[attr-defined]
        return extend_schema_serializer(deprecate_fields=list(fields))(shape)

    return decorate


def deprecations_in(shape: type[serializers.Serializer], names: Iterable[str]) -> list[Deprecation]:
    """Of the fields that were sent, what is said of those that are deprecated."""
    declared: dict[str, Deprecation] = getattr(shape, "deprecations", {})
    return [declared[name] for name in names if name in declared]


def add_headers(response: HttpResponseBase, used: Iterable[Deprecation]) -> None:
    """Says since when what was used is deprecated, and when the first of it may be gone."""
    known = list(used)
    if not known:
        return
    response["Deprecation"] = f"@{_seconds(min(each.since for each in known))}"
    sunsets = [each.sunset for each in known if each.sunset is not None]
    if sunsets:
        response["Sunset"] = http_date(_seconds(min(sunsets)))


def _seconds(day: date) -> int:
    return int(datetime.combine(day, time.min, UTC).timestamp())
