"""What a message costs, by channel, message type and country."""

from django.db import models
from django.db.models import Q

from workspaces.channels import Channel, MessageType
from workspaces.tenancy import WorkspaceModel


class Price(WorkspaceModel):
    """A line of the workspace's price list, in its currency. Without one the cost of a message is unknown."""

    channel = models.CharField(max_length=10, choices=Channel.choices)
    message_type = models.CharField(max_length=14, choices=MessageType.choices)
    country = models.CharField(
        max_length=2, blank=True, default="", help_text="ISO 3166 code, e.g. AT; empty: wherever no other line says it."
    )
    amount = models.DecimalField(
        max_digits=12, decimal_places=6, help_text="Of one message; of text messages: of each segment."
    )
    updated_at = models.DateTimeField(auto_now=True)

    class Meta(WorkspaceModel.Meta):
        constraints = (
            models.UniqueConstraint(fields=["workspace", "channel", "message_type", "country"], name="price_once"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="price_not_negative"),
            models.CheckConstraint(condition=Q(country="") | Q(country__regex="^[A-Z]{2}$"), name="price_country_code"),
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="price_channel_known"),
            models.CheckConstraint(condition=Q(message_type__in=MessageType.values), name="price_type_known"),
        )

    def __str__(self) -> str:
        where = f" to {self.country}" if self.country else ""
        return f"{self.channel} {self.message_type}{where}: {self.amount}"
