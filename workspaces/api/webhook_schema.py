"""The section `webhooks` of the OpenAPI document: what endpoints are told, one entry for each kind of event."""

from datetime import UTC, datetime
from functools import cache
from typing import Any
from uuid import UUID

from drf_spectacular.plumbing import process_webhooks
from drf_spectacular.settings import spectacular_settings
from drf_spectacular.utils import OpenApiExample, OpenApiResponse, OpenApiWebhook, extend_schema, inline_serializer
from rest_framework import serializers

from workspaces.outbound.body import document_of
from workspaces.outbound.kinds import TEST, EventKind, kind_named, kinds

_WORKSPACE = UUID("019b0b71-6cff-7b9d-95e0-000000000007")
_MOMENT = datetime(2026, 11, 21, 10, tzinfo=UTC)


def describe_webhooks(result: dict[str, Any], generator: Any, **kwargs: Any) -> dict[str, Any]:
    """drf-spectacular's postprocessing hook, before the one that names enums: apps list their kinds when they are
    ready, which settings can't name one by one."""
    known = [*kinds(), *filter(None, [kind_named(TEST)])]
    result["webhooks"] = process_webhooks([_webhook(kind) for kind in known], generator.registry)
    result["components"] = generator.registry.build(spectacular_settings.APPEND_COMPONENTS)
    return result


def example_of(kind: EventKind) -> dict[str, Any]:
    """The body of an event of this kind."""
    return document_of(kind.key, _WORKSPACE, _MOMENT, kind.example)


def _webhook(kind: EventKind) -> OpenApiWebhook:
    described = extend_schema(
        operation_id=f"webhook_{kind.key.replace('.', '_')}",
        summary=kind.key,
        description=f"{kind.summary} Signed after Standard Webhooks; see docs/outbound_webhooks.md.",
        tags=["Events of webhooks"],
        request=_body(kind.data),
        examples=[OpenApiExample(kind.key, value=example_of(kind))],
        responses={"2XX": OpenApiResponse(description="Taken. Anything else is made again, 410 excepted.")},
    )
    return OpenApiWebhook(name=kind.key, decorator=described)


@cache
def _body(data: type[serializers.Serializer]) -> serializers.Serializer:
    name = data.__name__.removesuffix("Data")
    fields: dict[str, serializers.Field] = {
        "type": serializers.CharField(help_text="Of the event."),
        "timestamp": serializers.DateTimeField(help_text="When it happened. Events may come in another order."),
        "workspace_id": serializers.CharField(),
        "data": data(),
    }
    return inline_serializer(f"Webhook{name}Event", fields)
