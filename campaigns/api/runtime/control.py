"""`campaigns/{id}/pause` and `/resume`."""

from rest_framework.request import Request
from rest_framework.response import Response

from campaigns.api.runtime.base import WRITE, RuntimeStatus, RuntimeView
from campaigns.selectors import campaign_status
from campaigns.services import campaign_pause, campaign_resume
from workspaces.api.problems import Kind
from workspaces.api.runtime.schema import operation
from workspaces.api.serializers import NoParameters

_ERRORS = (Kind.INVALID, Kind.NOT_FOUND, Kind.CONFLICT)


class PauseView(RuntimeView):
    """Stops all sending."""

    @operation(
        "runtime_pause",
        summary="Pause a campaign",
        description="When it has answered, nothing more is claimed. Refused when the campaign is paused already, was "
        "not launched, or has ended.",
        need=WRITE,
        answer=RuntimeStatus(),
        example={"status": "PAUSED"},
        errors=_ERRORS,
        post=True,
    )
    def post(self, request: Request, campaign_id: str) -> Response:
        self.body(NoParameters)
        campaign = self.campaign(campaign_id)
        campaign_pause(campaign=campaign, actor=self.actor)
        return Response({"status": campaign_status(self.campaign(campaign_id)).value})


class ResumeView(RuntimeView):
    """Goes on where it stopped."""

    @operation(
        "runtime_resume",
        summary="Resume a campaign",
        description="Pending executions go on; completed, failed and skipped ones stay as they are. Refused when the "
        "campaign is not paused.",
        need=WRITE,
        answer=RuntimeStatus(),
        example={"status": "RUNNING"},
        errors=(*_ERRORS, Kind.PAYMENT_REQUIRED),
        post=True,
    )
    def post(self, request: Request, campaign_id: str) -> Response:
        self.body(NoParameters)
        campaign = self.campaign(campaign_id)
        campaign_resume(campaign=campaign, actor=self.actor)
        return Response({"status": campaign_status(self.campaign(campaign_id)).value})
