"""`campaigns/{id}/review`: what a launch would do, and what stands in its way."""

from typing import Any, ClassVar

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from campaigns.api.workspace.base import READ, READ_ERRORS, CampaignView
from campaigns.api.workspace.estimate import EXAMPLE as ESTIMATE
from campaigns.api.workspace.estimate import EstimatedAudience, EstimateOut, estimate_shown
from campaigns.review import Remark, campaign_review
from workspaces.api.access import Need
from workspaces.api.workspace.camel import CamelSerializer
from workspaces.api.workspace.schema import operation

EXAMPLE: dict[str, Any] = {
    "audience": ESTIMATE["audience"],
    "estimate": ESTIMATE,
    "blockers": [
        {
            "code": "template_unpublished",
            "message": "The template is draft; publish it first.",
            "nodeId": "s1",
            "templateId": "tpl_01k9zq3v7nfe5v8x2m4c6d8a0b",
        }
    ],
    "warnings": [
        {
            "code": "quiet_hours",
            "message": "Marketing waits from 21:00 to 08:00, by each contact's clock.",
            "nodeId": None,
            "templateId": None,
        }
    ],
    "quietHours": {"start": "21:00", "end": "08:00", "source": "workspace"},
    "running": {"contacts": 0, "stay": 0, "move": 0, "leave": 0, "effect": "Nobody is in the campaign yet."},
    "canLaunch": False,
}


class ReviewRemark(CamelSerializer):
    """One thing that stands in the way, or that should be known."""

    code = serializers.CharField()
    message = serializers.CharField()
    node_id = serializers.CharField(source="node", allow_null=True)
    template_id = serializers.CharField(source="template", allow_null=True)


class ReviewQuietHours(CamelSerializer):
    """When marketing waits, by each contact's clock."""

    start = serializers.CharField()
    end = serializers.CharField()
    source = serializers.ChoiceField(choices=["campaign", "workspace"])  # type: ignore[assignment]


class ReviewRunning(CamelSerializer):
    """Who is on the way, and what publishing the draft would do to them: pinned all stay, moved as the numbers say."""

    contacts = serializers.IntegerField()
    stay = serializers.IntegerField()
    move = serializers.IntegerField()
    leave = serializers.IntegerField()
    effect = serializers.CharField()


class ReviewOut(CamelSerializer):
    """The whole review."""

    audience = EstimatedAudience()
    estimate = EstimateOut()
    blockers = ReviewRemark(many=True, help_text="What a launch would be refused for.")
    warnings = ReviewRemark(many=True)
    quiet_hours = ReviewQuietHours(allow_null=True, help_text="Null: marketing never waits.")
    running = ReviewRunning()
    can_launch = serializers.BooleanField()


class ReviewView(CampaignView):
    """The last look before a launch."""

    needs: ClassVar[dict[str, Need]] = {"GET": READ}

    @operation(
        "reviewCampaign",
        summary="Review a campaign before its launch",
        description="Audience and estimate, everything for which a launch would be refused, what should be known "
        "before, and what publishing would do to contacts who are on their way. See docs/simulation.md.",
        need=READ,
        answer=ReviewOut(),
        example=EXAMPLE,
        errors=READ_ERRORS,
    )
    def get(self, request: Request, campaign_id: str) -> Response:
        self.no_query()
        told = campaign_review(self.campaign(campaign_id))
        estimate = estimate_shown(told.estimate)
        shown = {
            "audience": estimate["audience"],
            "estimate": estimate,
            "blockers": _remarks(told.blockers),
            "warnings": _remarks(told.warnings),
            "quiet_hours": told.quiet_hours,
            "running": told.running,
            "can_launch": told.can_launch,
        }
        return Response(ReviewOut(shown).data)


def _remarks(remarks: tuple[Remark, ...]) -> list[dict[str, Any]]:
    return [{name: getattr(remark, name) for name in remark.__slots__} for remark in remarks]
