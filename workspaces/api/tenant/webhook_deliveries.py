"""`/webhooks/{id}/deliveries`, `/test` and `/replay`: what an endpoint was told, and telling it again."""

from typing import ClassVar

from rest_framework.request import Request
from rest_framework.response import Response

from workspaces.api.access import Need
from workspaces.api.problems import Kind
from workspaces.api.serializers import NoParameters
from workspaces.api.tenant import webhook_examples as examples
from workspaces.api.tenant.schema import envelope, operation, page_envelope
from workspaces.api.tenant.views import TenantView
from workspaces.api.tenant.webhook_shapes import (
    DeliveryDetailOut,
    DeliveryListQuery,
    DeliveryOut,
    ReplayedOut,
    ReplayInput,
)
from workspaces.api.tenant.webhooks import READ, TAG, WRITE
from workspaces.models import WebhookEndpoint
from workspaces.selectors.webhooks import DeliveryFilter, delivery_get, delivery_page
from workspaces.services.webhooks import deliveries_replay, delivery_replay, endpoint_test

_ERRORS = (Kind.INVALID, Kind.NOT_FOUND)
_POSTED = (*_ERRORS, Kind.CONFLICT)


class DeliveriesView(TenantView):
    """What an endpoint was told, or is yet to be told."""

    needs: ClassVar[dict[str, Need]] = {"GET": READ}

    @operation(
        "deliveries_list",
        summary="List the deliveries of a webhook endpoint",
        description="The newest first, of the last 30 days. Read on with `next_cursor`.",
        need=READ,
        query=[DeliveryListQuery],
        answer=page_envelope("WebhookDeliveryList", DeliveryOut, cursor=True),
        example=examples.DELIVERIES,
        errors=_ERRORS,
        tag=TAG,
    )
    def get(self, request: Request, webhook_id: str) -> Response:
        query = self.query(DeliveryListQuery)
        endpoint = self.find(WebhookEndpoint, webhook_id)
        wanted = DeliveryFilter(query.get("state"), query.get("event"))
        rows, following = delivery_page(endpoint, wanted, limit=query["limit"], cursor=query.get("cursor", ""))
        return self.success_run(DeliveryOut(rows, many=True).data, query, following)


class DeliveryView(TenantView):
    """One delivery."""

    needs: ClassVar[dict[str, Need]] = {"GET": READ}

    @operation(
        "deliveries_get",
        summary="Get a delivery of a webhook endpoint",
        description="With the body that is sent.",
        need=READ,
        answer=envelope("WebhookDeliveryDetail", DeliveryDetailOut),
        example=examples.DELIVERY,
        errors=_ERRORS,
        tag=TAG,
    )
    def get(self, request: Request, webhook_id: str, delivery_id: str) -> Response:
        self.no_query()
        delivery = delivery_get(self.find(WebhookEndpoint, webhook_id), delivery_id)
        return self.success(DeliveryDetailOut(delivery).data)


class DeliveryReplayView(TenantView):
    """Once more."""

    needs: ClassVar[dict[str, Need]] = {"POST": WRITE}

    @operation(
        "deliveries_replay",
        summary="Replay a delivery",
        description="Makes a delivery that is over anew, with the same `webhook-id` and body.",
        need=WRITE,
        answer=envelope("WebhookDeliveryReplayed", DeliveryOut),
        example={"success": True, "data": examples.DELIVERIES["data"][0]},
        errors=_POSTED,
        post=True,
        tag=TAG,
    )
    def post(self, request: Request, webhook_id: str, delivery_id: str) -> Response:
        self.body(NoParameters)
        delivery = delivery_get(self.find(WebhookEndpoint, webhook_id), delivery_id)
        return self.success(DeliveryOut(delivery_replay(delivery=delivery, actor=self.actor)).data)


class EndpointReplayView(TenantView):
    """All that failed, once more."""

    needs: ClassVar[dict[str, Need]] = {"POST": WRITE}

    @operation(
        "webhooks_replay",
        summary="Replay what failed",
        description="Makes all failed deliveries of an endpoint anew that were recorded since a moment.",
        need=WRITE,
        body=ReplayInput,
        bodies={"Since an outage": {"since": "2026-11-21T10:00:00Z"}},
        answer=envelope("WebhookReplayed", ReplayedOut),
        example=examples.REPLAYED,
        errors=_POSTED,
        post=True,
        tag=TAG,
    )
    def post(self, request: Request, webhook_id: str) -> Response:
        body = self.body(ReplayInput)
        endpoint = self.find(WebhookEndpoint, webhook_id)
        return self.success({"replayed": deliveries_replay(endpoint=endpoint, since=body["since"], actor=self.actor)})


class EndpointTestView(TenantView):
    """A test event."""

    needs: ClassVar[dict[str, Need]] = {"POST": WRITE}

    @operation(
        "webhooks_test",
        summary="Send a test to a webhook endpoint",
        description="An event `webhook.test` goes to this endpoint alone, whatever it is subscribed to. Its delivery "
        "tells how it went.",
        need=WRITE,
        answer=envelope("WebhookTested", DeliveryOut),
        example={"success": True, "data": examples.DELIVERIES["data"][0]},
        errors=_POSTED,
        post=True,
        tag=TAG,
    )
    def post(self, request: Request, webhook_id: str) -> Response:
        self.body(NoParameters)
        endpoint = self.find(WebhookEndpoint, webhook_id)
        return self.success(DeliveryOut(endpoint_test(endpoint=endpoint, actor=self.actor)).data)
