"""`/webhooks`: endpoints that are told of what happens in a workspace."""

from typing import ClassVar

from rest_framework.request import Request
from rest_framework.response import Response

from workspaces.api.access import Need
from workspaces.api.problems import Kind
from workspaces.api.tenant import webhook_examples as examples
from workspaces.api.tenant.schema import envelope, operation, page_envelope
from workspaces.api.tenant.views import Page, TenantView
from workspaces.api.tenant.webhook_shapes import (
    EndpointChangeInput,
    EndpointCreateInput,
    EndpointGone,
    EndpointListQuery,
    EndpointOut,
    EndpointSecretOut,
    RotateInput,
)
from workspaces.models import Role, Scope, WebhookEndpoint
from workspaces.selectors.webhooks import endpoint_list
from workspaces.services.webhooks import (
    NewSecret,
    endpoint_create,
    endpoint_delete,
    endpoint_rotate,
    endpoint_update,
)

READ = Need(Scope.WORKSPACE_READ, Role.VIEWER)
WRITE = Need(Scope.WORKSPACE_WRITE, Role.ADMIN)
TAG = "Webhooks"


def with_secret(made: NewSecret) -> dict[str, object]:
    """An endpoint and its secret."""
    return {**EndpointOut(made.endpoint).data, "secret": made.secret}


class EndpointsView(TenantView):
    """The endpoints of a workspace."""

    needs: ClassVar[dict[str, Need]] = {"GET": READ, "POST": WRITE}

    @operation(
        "webhooks_list",
        summary="List webhook endpoints",
        description="The newest first. Their secrets are never answered again.",
        need=READ,
        query=[EndpointListQuery],
        answer=page_envelope("WebhookEndpointList", EndpointOut),
        example=examples.ENDPOINTS,
        errors=[Kind.INVALID, Kind.NOT_FOUND],
        tag=TAG,
    )
    def get(self, request: Request) -> Response:
        query = self.query(EndpointListQuery)
        page = Page.cut(endpoint_list(self.enter_named(query.get("workspace"))), query)
        return self.success_page(EndpointOut(page.rows, many=True).data, page.described())

    @operation(
        "webhooks_create",
        summary="Make a webhook endpoint",
        description="From now on the address is told of these events. The answer holds the secret that signs them, and "
        "nothing else ever does: keep it.",
        need=WRITE,
        body=EndpointCreateInput,
        bodies={"Two events": examples.ENDPOINT_BODY},
        answer=envelope("WebhookEndpointCreated", EndpointSecretOut),
        example=examples.SECRET,
        status=201,
        errors=[Kind.INVALID, Kind.NOT_FOUND, Kind.CONFLICT],
        post=True,
        tag=TAG,
    )
    def post(self, request: Request) -> Response:
        body = self.body(EndpointCreateInput)
        workspace = self.enter_named(body.pop("workspace_slug", None))
        made = endpoint_create(workspace=workspace, actor=self.actor, **body)
        return self.success(with_secret(made), status=201)


class EndpointView(TenantView):
    """One endpoint."""

    needs: ClassVar[dict[str, Need]] = {"GET": READ, "PATCH": WRITE, "DELETE": WRITE}
    edited = ("url", "description", "events", "enabled")

    @operation(
        "webhooks_get",
        summary="Get a webhook endpoint",
        description="Where it is, what it is told of, and whether it works.",
        need=READ,
        answer=envelope("WebhookEndpointDetail", EndpointOut),
        example=examples.ENDPOINT,
        errors=[Kind.INVALID, Kind.NOT_FOUND],
        tag=TAG,
        edits=True,
    )
    def get(self, request: Request, webhook_id: str) -> Response:
        self.no_query()
        endpoint = self.find(WebhookEndpoint, webhook_id)
        return self.tagged(self.success(EndpointOut(endpoint).data), endpoint)

    @operation(
        "webhooks_change",
        summary="Change a webhook endpoint",
        description="Fields that are left out stay. Disabling gives up what is still to be told, and nothing is kept "
        "of what happens meanwhile; enabling forgets earlier failures, and what was given up can be replayed.",
        need=WRITE,
        body=EndpointChangeInput,
        bodies={"Enable it again": {"enabled": True}},
        answer=envelope("WebhookEndpointChanged", EndpointOut),
        example=examples.ENDPOINT,
        errors=[Kind.INVALID, Kind.NOT_FOUND],
        tag=TAG,
        edits=True,
    )
    def patch(self, request: Request, webhook_id: str) -> Response:
        changes = self.body(EndpointChangeInput)
        endpoint = self.find(WebhookEndpoint, webhook_id)
        with self.unless_changed(endpoint):
            endpoint = endpoint_update(endpoint=endpoint, changes=changes, actor=self.actor)
        return self.tagged(self.success(EndpointOut(endpoint).data), endpoint)

    @operation(
        "webhooks_delete",
        summary="Delete a webhook endpoint",
        description="With its deliveries, those that are still to be made included.",
        need=WRITE,
        answer=envelope("WebhookEndpointDeleted", EndpointGone),
        example=examples.GONE,
        errors=[Kind.INVALID, Kind.NOT_FOUND],
        tag=TAG,
        removes=True,
    )
    def delete(self, request: Request, webhook_id: str) -> Response:
        self.no_query()
        endpoint = self.find(WebhookEndpoint, webhook_id)
        shown = endpoint.public_id
        with self.unless_changed(endpoint):
            endpoint_delete(endpoint=endpoint, actor=self.actor)
        return self.success({"id": shown, "deleted": True})


class EndpointRotateView(TenantView):
    """Another secret."""

    needs: ClassVar[dict[str, Need]] = {"POST": WRITE}

    @operation(
        "webhooks_rotate",
        summary="Rotate the secret of a webhook endpoint",
        description="The answer holds the new secret, this once. For `overlap_hours` calls are signed with both, so "
        "that the receiver can change its own in between; 0 ends the old one at once.",
        need=WRITE,
        body=RotateInput,
        bodies={"Both count for two days": {"overlap_hours": 48}},
        answer=envelope("WebhookEndpointRotated", EndpointSecretOut),
        example=examples.SECRET,
        errors=[Kind.INVALID, Kind.NOT_FOUND, Kind.CONFLICT],
        post=True,
        tag=TAG,
    )
    def post(self, request: Request, webhook_id: str) -> Response:
        body = self.body(RotateInput)
        endpoint = self.find(WebhookEndpoint, webhook_id)
        made = endpoint_rotate(endpoint=endpoint, actor=self.actor, overlap_hours=body["overlap_hours"])
        return self.success(with_secret(made))
