"""Outbound webhooks in the staff admin: endpoints, what was recorded for them, and how deliveries went. No secrets."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from workspaces.admin.base import ReadOnlyAdmin, staff_actor
from workspaces.errors import DomainError
from workspaces.models import WebhookDelivery, WebhookEndpoint, WebhookEvent
from workspaces.services.webhooks import delivery_replay, endpoint_update


@admin.register(WebhookEndpoint)
class WebhookEndpointAdmin(ReadOnlyAdmin):
    """Where workspaces are told of events."""

    list_display = ("url", "workspace", "enabled", "disabled_reason", "failing_since", "created_at")
    list_select_related = ("workspace",)
    list_filter = ("enabled", "disabled_reason", "workspace")
    search_fields = ("url", "description")
    fields = (
        *("public_id", "workspace", "url", "description", "events", "enabled", "disabled_reason", "disabled_at"),
        *("failures", "failing_since", "blocked_until", "previous_until", "created_at", "updated_at"),
    )
    actions = ("enable", "disable")

    @admin.action(description="Enable", permissions=["view"])
    def enable(self, request: HttpRequest, queryset: QuerySet[WebhookEndpoint]) -> None:
        """They are told of events again."""
        self._set(request, queryset, enabled=True)

    @admin.action(description="Disable", permissions=["view"])
    def disable(self, request: HttpRequest, queryset: QuerySet[WebhookEndpoint]) -> None:
        """They are told of nothing any more."""
        self._set(request, queryset, enabled=False)

    def _set(self, request: HttpRequest, endpoints: QuerySet[WebhookEndpoint], *, enabled: bool) -> None:
        for endpoint in endpoints:
            endpoint_update(endpoint=endpoint, changes={"enabled": enabled}, actor=staff_actor(request))
        messages.success(request, f"{len(endpoints)} changed.")


@admin.register(WebhookDelivery)
class WebhookDeliveryAdmin(ReadOnlyAdmin):
    """How each event went to each endpoint."""

    list_display = ("public_id", "kind", "endpoint", "workspace", "state", "status", "reason", "tries", "created_at")
    list_select_related = ("workspace", "endpoint", "event")
    list_filter = ("state", "reason", "workspace")
    search_fields = ("=event__kind",)
    show_full_result_count = False
    actions = ("replay",)

    @admin.display(ordering="event__kind")
    def kind(self, delivery: WebhookDelivery) -> str:
        """The event's type."""
        return delivery.event.kind

    @admin.action(description="Replay", permissions=["view"])
    def replay(self, request: HttpRequest, queryset: QuerySet[WebhookDelivery]) -> None:
        """Those that are over are made anew."""
        done = 0
        for delivery in queryset:
            try:
                delivery_replay(delivery=delivery, actor=staff_actor(request))
            except DomainError as error:
                messages.warning(request, f"{delivery.public_id}: {error.message}")
            else:
                done += 1
        messages.success(request, f"{done} replayed.")


@admin.register(WebhookEvent)
class WebhookEventAdmin(ReadOnlyAdmin):
    """What was recorded for endpoints."""

    list_display = ("public_id", "kind", "workspace", "happened_at", "created_at")
    list_select_related = ("workspace",)
    list_filter = ("workspace",)
    search_fields = ("=kind",)
    show_full_result_count = False
