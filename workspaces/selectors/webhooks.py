"""Reads of webhook endpoints and of what was delivered to them."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from workspaces.errors import InvalidInput
from workspaces.ids import InvalidId, decode_row
from workspaces.models import DeliveryState, WebhookDelivery, WebhookEndpoint, Workspace
from workspaces.selectors.rows import row_numbered


@dataclass(frozen=True, slots=True)
class DeliveryFilter:
    """Which deliveries of an endpoint; None: of any."""

    state: str | None = None
    event: str | None = None


def endpoint_list(workspace: Workspace) -> QuerySet[WebhookEndpoint]:
    """The workspace's endpoints, the newest first."""
    rows: QuerySet[WebhookEndpoint] = WebhookEndpoint.objects.in_workspace(workspace)
    return rows.order_by("-created_at", "-id")


def deliveries_of(endpoint: WebhookEndpoint, wanted: DeliveryFilter | None = None) -> QuerySet[WebhookDelivery]:
    """Its deliveries with their events."""
    wanted = wanted or DeliveryFilter()
    rows: QuerySet[WebhookDelivery] = WebhookDelivery.objects.in_workspace(endpoint.workspace_id)
    rows = rows.filter(endpoint_id=endpoint.pk).select_related("event")
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    return rows.filter(event__kind=wanted.event) if wanted.event else rows


def delivery_page(
    endpoint: WebhookEndpoint, wanted: DeliveryFilter, *, limit: int, cursor: str = ""
) -> tuple[list[WebhookDelivery], str]:
    """Up to `limit` deliveries behind the cursor, the newest first, and the next page's cursor; "" on the last page.

    Raises InvalidInput for a cursor that no page has given.
    """
    rows = deliveries_of(endpoint, wanted).order_by("-id")
    if cursor:
        try:
            rows = rows.filter(id__lt=decode_row(WebhookDelivery.ID_PREFIX, cursor))
        except InvalidId as error:
            raise InvalidInput.of("cursor", "is not one that a page has given") from error
    found = list(rows[: limit + 1])
    return found[:limit], found[limit - 1].public_id if len(found) > limit else ""


def delivery_get(endpoint: WebhookEndpoint, public_id: str) -> WebhookDelivery:
    """One of the endpoint's own. Raises NotFound."""
    return row_numbered(deliveries_of(endpoint), public_id, named="delivery")


def waiting_by_endpoint(workspace: Workspace) -> dict[object, int]:
    """How many deliveries of each endpoint are on their way: few, or the endpoint has trouble."""
    rows = WebhookDelivery.objects.in_workspace(workspace)
    open_states = Q(state__in=[DeliveryState.PENDING, DeliveryState.SENDING])
    counted = rows.filter(open_states).order_by().values("endpoint_id").annotate(number=Count("id"))
    return {row["endpoint_id"]: row["number"] for row in counted}
