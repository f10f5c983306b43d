"""Finding operators' orders."""

from datetime import datetime

from django.db.models import Q, QuerySet

from campaigns.models import OPEN_ORDERS, Campaign, ExecutionOrder
from workspaces.errors import NotFound
from workspaces.ids import InvalidId, decode


def orders_list(campaign: Campaign) -> QuerySet[ExecutionOrder]:
    """The campaign's orders, newest first, without the ids that they name."""
    orders: QuerySet[ExecutionOrder] = ExecutionOrder.objects.in_workspace(campaign.workspace_id)
    return orders.filter(campaign_id=campaign.pk).defer("execution_ids", "contact_ids").order_by("-created_at", "-pk")


def orders_lately(campaign: Campaign, since: datetime, limit: int = 5) -> list[ExecutionOrder]:
    """The open ones and those that ended after `since`, newest first, as many as fit."""
    lately = orders_list(campaign).filter(Q(state__in=OPEN_ORDERS) | Q(finished_at__gt=since))
    return list(lately[:limit])


def order_of(campaign: Campaign, order_id: str) -> ExecutionOrder:
    """One of this campaign, by TypeID or UUID. Raises NotFound, for other campaigns' ids as well."""
    try:
        return orders_list(campaign).get(pk=decode(ExecutionOrder.ID_PREFIX, order_id))
    except (InvalidId, ExecutionOrder.DoesNotExist):
        raise NotFound("There is no such order.") from None
