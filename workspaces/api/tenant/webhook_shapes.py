"""What the tenant API takes and answers about outbound webhooks."""

from typing import Any

from rest_framework import serializers

from workspaces.api.serializers import Moment, StrictFlag, StrictInteger, StrictSerializer, StrictText
from workspaces.api.tenant.views import PageQuery
from workspaces.models import DeliveryReason, DeliveryState, DisabledReason
from workspaces.outbound.body import document_of
from workspaces.outbound.kinds import kind_named
from workspaces.services.webhooks import MOST_OVERLAP_HOURS, OVERLAP_HOURS

_WORKSPACE = "The workspace's slug; needed where the caller may enter several."
_EVENTS = "Types of events, such as `message.delivered`; docs/outbound_webhooks.md lists them."


class EndpointListQuery(PageQuery):
    """The query string of the list."""

    workspace = serializers.CharField(max_length=63, required=False, help_text=_WORKSPACE)


class EndpointChangeInput(StrictSerializer):
    """What is to be another."""

    url = StrictText(max_length=2_000, required=False, help_text="http or https, not into a private network.")
    description = StrictText(max_length=300, required=False, allow_blank=True)
    events = serializers.ListField(child=StrictText(max_length=64), required=False, help_text=_EVENTS, max_length=100)
    enabled = StrictFlag(required=False)


class EndpointCreateInput(StrictSerializer):
    """A new endpoint."""

    workspace_slug = StrictText(max_length=63, required=False, help_text=_WORKSPACE)
    url = StrictText(max_length=2_000, help_text="http or https, not into a private network.")
    description = StrictText(max_length=300, required=False, allow_blank=True)
    events = serializers.ListField(child=StrictText(max_length=64), help_text=_EVENTS, max_length=100)


class RotateInput(StrictSerializer):
    """How long the secret before goes on signing along."""

    overlap_hours = StrictInteger(min_value=0, max_value=MOST_OVERLAP_HOURS, default=OVERLAP_HOURS)


class ReplayInput(StrictSerializer):
    """Since when failed deliveries are made anew."""

    since = Moment(help_text="With an offset, such as `2026-11-21T10:00:00Z`.")


class DeliveryListQuery(StrictSerializer):
    """Which deliveries."""

    state = serializers.ChoiceField(choices=DeliveryState.choices, required=False)
    event = serializers.CharField(max_length=64, required=False, help_text="The type of event.")
    limit = serializers.IntegerField(min_value=1, max_value=100, default=50)
    cursor = serializers.CharField(max_length=64, required=False, help_text="`next_cursor` of the page before.")


class EndpointOut(serializers.Serializer):
    """An endpoint, without its secret."""

    id = serializers.CharField(source="public_id")
    url = serializers.CharField()
    description = serializers.CharField()
    events = serializers.ListField(child=serializers.CharField())
    enabled = serializers.BooleanField()
    disabled_reason = serializers.ChoiceField(choices=DisabledReason.choices, allow_blank=True)
    disabled_at = serializers.DateTimeField(allow_null=True)
    failing_since = serializers.DateTimeField(allow_null=True, help_text="Null while its last call went well.")
    previous_until = serializers.DateTimeField(
        allow_null=True, help_text="Until then the secret before signs along; null where there is none."
    )
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class EndpointSecretOut(EndpointOut):
    """An endpoint and its secret, which is shown this once."""

    secret = serializers.CharField(help_text="`whsec_` and base64.")


class EndpointGone(serializers.Serializer):
    """An endpoint that was deleted."""

    id = serializers.CharField()
    deleted = serializers.BooleanField()


class ReplayedOut(serializers.Serializer):
    """How many deliveries are made anew."""

    replayed = serializers.IntegerField()


class DeliveryOut(serializers.Serializer):
    """One event on its way to one endpoint."""

    id = serializers.CharField(source="public_id")
    webhook_id = serializers.CharField(source="event.public_id", help_text="The header `webhook-id`.")
    event = serializers.CharField(source="event.kind")
    state = serializers.ChoiceField(choices=DeliveryState.choices)
    attempts = serializers.IntegerField(source="tries", help_text="Since the last replay.")
    status = serializers.IntegerField(allow_null=True, help_text="Of the last answer; null where there was none.")
    reason = serializers.ChoiceField(choices=DeliveryReason.choices, allow_blank=True)
    message = serializers.CharField(help_text="What went wrong, in words.")
    response_excerpt = serializers.CharField(source="excerpt")
    duration_ms = serializers.IntegerField(source="milliseconds", allow_null=True)
    happened_at = serializers.DateTimeField(source="event.happened_at")
    created_at = serializers.DateTimeField()
    last_attempt_at = serializers.DateTimeField(source="tried_at", allow_null=True)
    next_attempt_at = serializers.SerializerMethodField()

    def get_next_attempt_at(self, delivery: Any) -> str | None:
        """Null for those that are over."""
        waits = delivery.state == DeliveryState.PENDING
        return serializers.DateTimeField().to_representation(delivery.due_at) if waits else None


class DeliveryDetailOut(DeliveryOut):
    """A delivery, and what is sent."""

    body = serializers.SerializerMethodField()

    def get_body(self, delivery: Any) -> dict[str, Any] | None:
        """Null for a type of event that is no more."""
        event = delivery.event
        if kind_named(event.kind) is None:
            return None
        return document_of(event.kind, event.workspace_id, event.happened_at, event.data)
