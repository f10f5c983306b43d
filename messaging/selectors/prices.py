"""Reads of the price list."""

from collections.abc import Mapping
from decimal import Decimal

from django.db.models import QuerySet

from messaging.models import Price
from workspaces.models import Workspace


def price_list(workspace: Workspace) -> QuerySet[Price]:
    """Every line, by channel, type and country."""
    rows: QuerySet[Price] = Price.objects.in_workspace(workspace)
    return rows.order_by("channel", "message_type", "country")


def prices_everywhere(workspace: Workspace) -> Mapping[tuple[str, str], Decimal]:
    """What a message costs by (channel, message type), wherever it goes; what is not there has no price. One query."""
    rows = Price.objects.in_workspace(workspace).filter(country="")
    return {(channel, kind): amount for channel, kind, amount in rows.values_list("channel", "message_type", "amount")}
