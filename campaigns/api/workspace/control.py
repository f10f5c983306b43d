"""`launch`, `pause` and `resume`."""

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from campaigns.api.workspace.base import WRITE, WRITE_ERRORS, CampaignView
from campaigns.api.workspace.drafts import FlowView
from campaigns.api.workspace.words import CampaignWord, conflicts_in_words, pause_reason, status_word
from campaigns.models import HoldKind
from campaigns.services import campaign_launch, campaign_pause, campaign_resume
from workspaces.api.operations import if_match_header
from workspaces.api.problems import Kind
from workspaces.api.serializers import Moment, StrictText
from workspaces.api.workspace.camel import CamelInput, CamelSerializer
from workspaces.api.workspace.schema import operation

_ACTIVE = {"status": "ACTIVE", "pauseReason": None}


class LaunchInput(CamelInput):
    """When."""

    starts_at = Moment(required=False, allow_null=True, help_text="Now, where it is left out.")


class PauseInput(CamelInput):
    """Why, for those who wonder later."""

    reason = StrictText(max_length=300, required=False, allow_blank=True, default="")


class ResumeInput(CamelInput):
    """An empty object."""


class CampaignState(CamelSerializer):
    """What it shows now."""

    status = serializers.ChoiceField(choices=CampaignWord.choices)
    pause_reason = serializers.ChoiceField(choices=HoldKind.choices, allow_null=True)


class _ControlView(CampaignView):
    def state(self, campaign_id: str) -> Response:
        """As it is after what was done."""
        campaign = self.campaign(campaign_id)
        return Response(CampaignState({"status": status_word(campaign), "pause_reason": pause_reason(campaign)}).data)


class LaunchView(FlowView, _ControlView):
    """Starting."""

    @operation(
        "launchCampaign",
        summary="Launch a campaign",
        description="Checks and publishes its flow, and lets its audience begin to enter. What stands in the way is "
        "told in `details`, by its place in the flow. With If-Match, only the flow that was read as that is launched.",
        need=WRITE,
        body=LaunchInput,
        bodies={"Now": {}, "Later": {"startsAt": "2026-02-01T00:00:00Z"}},
        query=[if_match_header(required=False)],
        answer=CampaignState(),
        example=_ACTIVE,
        errors=(*WRITE_ERRORS, Kind.STALE),
        post=True,
    )
    def post(self, request: Request, campaign_id: str) -> Response:
        body = self.body(LaunchInput)
        campaign = self.campaign(campaign_id)
        with self.changing(campaign, "launched"):
            campaign_launch(
                campaign=campaign,
                actor=self.actor,
                starts_at=body.get("starts_at"),
                expected_revision=self.base_revision(required=False),
            )
        return self.state(campaign_id)


class PauseView(_ControlView):
    """Stopping for a while."""

    @operation(
        "pauseCampaign",
        summary="Pause a campaign",
        description="When it has answered, nothing more is claimed; contacts stay where they are.",
        need=WRITE,
        body=PauseInput,
        bodies={"Without a reason": {}},
        answer=CampaignState(),
        example={"status": "PAUSED", "pauseReason": "USER"},
        errors=WRITE_ERRORS,
        post=True,
    )
    def post(self, request: Request, campaign_id: str) -> Response:
        reason = self.body(PauseInput)["reason"]
        campaign = self.campaign(campaign_id)
        with conflicts_in_words("paused"):
            campaign_pause(campaign=campaign, actor=self.actor, reason=reason)
        return self.state(campaign_id)


class ResumeView(_ControlView):
    """Going on."""

    @operation(
        "resumeCampaign",
        summary="Resume a campaign",
        description="Goes on where it stopped, whatever held it; nobody gets anything twice.",
        need=WRITE,
        body=ResumeInput,
        bodies={"An empty object": {}},
        answer=CampaignState(),
        example=_ACTIVE,
        errors=WRITE_ERRORS,
        post=True,
    )
    def post(self, request: Request, campaign_id: str) -> Response:
        self.body(ResumeInput)
        campaign = self.campaign(campaign_id)
        with conflicts_in_words("resumed"):
            campaign_resume(campaign=campaign, actor=self.actor)
        return self.state(campaign_id)
