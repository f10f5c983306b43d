"""What is done to a campaign as a whole: send, status, validate, duplicate."""

from rest_framework.request import Request
from rest_framework.response import Response

from campaigns.api.tenant import examples
from campaigns.api.tenant.base import READ, WRITE, CampaignView
from campaigns.api.tenant.inputs import CampaignDuplicateInput, CampaignSendInput, CampaignValidateInput
from campaigns.api.tenant.outputs import CampaignBrief, FlowValidity, issue_of
from campaigns.api.tenant.progress import CampaignProgressOut, progress_of
from campaigns.api.tenant.words import Action, conflicts_in_words
from campaigns.flow import errors_of
from campaigns.services import campaign_duplicate, campaign_launch, campaign_pause, campaign_resume, flow_issues
from workspaces.api.problems import Kind
from workspaces.api.tenant.schema import envelope, operation

_SEND = {
    Action.START: (campaign_launch, "started"),
    Action.RESUME: (campaign_resume, "resumed"),
    Action.PAUSE: (campaign_pause, "paused"),
}


class CampaignSendView(CampaignView):
    """Starting, pausing and resuming."""

    @operation(
        "campaigns_send",
        summary="Start, pause or resume a campaign",
        description="`start` launches a draft: its flow is checked and published, and its audience begins to enter. "
        "`pause` stops all sending; when it has answered, nothing more is claimed. `resume` goes on where it stopped. "
        "What stands in the way of a start is told in `details`, by its place in the flow.",
        need=WRITE,
        body=CampaignSendInput,
        bodies={"Start": {"action": "start"}, "Pause": {"action": "pause"}, "Resume": {"action": "resume"}},
        answer=envelope("CampaignSent", CampaignBrief),
        example=examples.STARTED,
        errors=[Kind.INVALID, Kind.NOT_FOUND, Kind.CONFLICT],
        post=True,
    )
    def post(self, request: Request, campaign_id: str) -> Response:
        act, attempt = _SEND[Action(self.body(CampaignSendInput)["action"])]
        campaign = self.campaign(campaign_id)
        with conflicts_in_words(attempt):
            act(campaign=campaign, actor=self.actor)
        return self.success(CampaignBrief(self.campaign(campaign_id)).data)


class CampaignStatusView(CampaignView):
    """How far it is."""

    @operation(
        "campaigns_status",
        summary="Get a campaign's status and numbers",
        description="Where its contacts are, what became of its messages, and what holds it. Cheap enough to poll.",
        need=READ,
        answer=envelope("CampaignStatus", CampaignProgressOut),
        example=examples.STATUS,
        errors=[Kind.INVALID, Kind.NOT_FOUND],
    )
    def get(self, request: Request, campaign_id: str) -> Response:
        self.no_query()
        progress = progress_of(self.campaign(campaign_id))
        return self.success(progress)


class CampaignValidateView(CampaignView):
    """Would it launch?"""

    @operation(
        "campaigns_validate",
        summary="Check a flow",
        description="Everything that would stop a launch, and everything odd, for the campaign's draft or for the "
        "`workflow` that is sent. Nothing is saved. A document that is malformed is refused as invalid.",
        need=WRITE,
        body=CampaignValidateInput,
        bodies={"The campaign's draft": {}},
        answer=envelope("CampaignValidity", FlowValidity),
        example=examples.VALIDITY,
        errors=[Kind.INVALID, Kind.NOT_FOUND, Kind.CONFLICT],
        post=True,
    )
    def post(self, request: Request, campaign_id: str) -> Response:
        body = self.body(CampaignValidateInput)
        issues = flow_issues(campaign=self.campaign(campaign_id), document=body.get("workflow"))
        return self.success({"valid": not errors_of(issues), "issues": [issue_of(issue) for issue in issues]})


class CampaignDuplicateView(CampaignView):
    """A copy."""

    @operation(
        "campaigns_duplicate",
        summary="Copy a campaign",
        description="A new draft with the same flow, settings and audience, and nothing of the original's history.",
        need=WRITE,
        body=CampaignDuplicateInput,
        bodies={"With a name": {"name": "Q1 Outreach"}},
        answer=envelope("CampaignCreated", CampaignBrief),
        example=examples.CREATED,
        status=201,
        errors=[Kind.INVALID, Kind.NOT_FOUND, Kind.CONFLICT],
        post=True,
    )
    def post(self, request: Request, campaign_id: str) -> Response:
        body = self.body(CampaignDuplicateInput)
        copy = campaign_duplicate(campaign=self.campaign(campaign_id), actor=self.actor, name=body.get("name"))
        return self.success(CampaignBrief(copy).data, status=201)
