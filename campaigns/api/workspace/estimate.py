"""`campaigns/{id}/estimate`: whom the flow would reach, and what that would cost."""

from typing import Any, ClassVar

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from campaigns.api.workspace.base import READ, READ_ERRORS, CampaignView
from campaigns.estimate import Estimate, campaign_estimate
from workspaces.api.access import Need
from workspaces.api.workspace.camel import CamelSerializer
from workspaces.api.workspace.schema import operation
from workspaces.money import amount_text

EXAMPLE: dict[str, Any] = {
    "audience": {
        "contacts": 1200,
        "exact": True,
        "segment": {"id": "seg_01k9zq3v7nfe5v8x2m4c6d8a0b", "name": "Newsletter"},
    },
    "exact": True,
    "sends": 1100,
    "cost": {"amount": "0.88", "currency": "EUR"},
    "channels": [
        {
            "channel": "email",
            "messageType": "marketing",
            "sends": 1100,
            "withheld": 100,
            "unitPrice": "0.0008",
            "cost": "0.88",
        }
    ],
    "nodes": {"t1": 1200, "s1": 1200, "e1": 1100},
}


class AudienceSegment(CamelSerializer):
    """The campaign's audience."""

    id = serializers.CharField()
    name = serializers.CharField()


class EstimatedAudience(CamelSerializer):
    """How many would come in."""

    contacts = serializers.IntegerField()
    exact = serializers.BooleanField(help_text="False: scaled up from a sample, or foretold from the last 30 days.")
    segment = AudienceSegment(allow_null=True, help_text="Null: everybody, or whom the triggers say.")


class EstimatedCost(CamelSerializer):
    """An amount of money."""

    amount = serializers.CharField()
    currency = serializers.CharField()


class EstimatedChannel(CamelSerializer):
    """The messages of one channel and type."""

    channel = serializers.CharField()
    message_type = serializers.CharField()
    sends = serializers.IntegerField()
    withheld = serializers.IntegerField(help_text="Would come to a message that they may not be sent, or can't.")
    unit_price = serializers.CharField(
        allow_null=True,
        help_text="Of one; of text messages, of a segment; the mean over the contacts' countries. Null: the price list "
        "has no line for it, or for one of the countries.",
    )
    cost = serializers.CharField(allow_null=True)


class EstimateOut(CamelSerializer):
    """The whole estimate."""

    audience = EstimatedAudience()
    exact = serializers.BooleanField(help_text="Every way was decided by what is known of each contact.")
    sends = serializers.IntegerField()
    cost = EstimatedCost(allow_null=True, help_text="Null: some message has no price.")
    channels = EstimatedChannel(many=True)
    nodes = serializers.DictField(child=serializers.IntegerField(), help_text="{node's key: contacts that come to it}")


class EstimateView(CampaignView):
    """The estimate."""

    needs: ClassVar[dict[str, Need]] = {"GET": READ}

    @operation(
        "estimateCampaign",
        summary="Estimate a campaign",
        description="Whom the draft, else the live version, would reach if it ran now: audience, contacts at each "
        "node, messages and their cost by the price list. Takes about a second at most; see docs/simulation.md.",
        need=READ,
        answer=EstimateOut(),
        example=EXAMPLE,
        errors=READ_ERRORS,
    )
    def get(self, request: Request, campaign_id: str) -> Response:
        self.no_query()
        return Response(EstimateOut(estimate_shown(campaign_estimate(self.campaign(campaign_id)))).data)


def estimate_shown(told: Estimate) -> dict[str, Any]:
    """The estimate as `EstimateOut` reads it."""
    segment = told.audience.segment
    return {
        "audience": {
            "contacts": told.audience.contacts,
            "exact": told.audience.exact,
            "segment": {"id": segment.public_id, "name": segment.name} if segment else None,
        },
        "exact": told.exact,
        "sends": told.sends,
        "cost": {"amount": str(told.cost), "currency": told.currency} if told.cost is not None else None,
        "channels": [
            {
                "channel": each.channel,
                "message_type": each.message_type,
                "sends": each.sends,
                "withheld": each.withheld,
                "unit_price": amount_text(each.unit_price) if each.unit_price is not None else None,
                "cost": str(each.cost) if each.cost is not None else None,
            }
            for each in told.channels
        ],
        "nodes": dict(told.nodes),
    }
